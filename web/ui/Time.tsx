import { useClock } from '../data/use-live.ts';
import { age, exact } from './time.ts';

/** How long ago, or how long until; the exact time on hover and for screen readers. */
export function Time({ at }: { readonly at: string | null }) {
  const text = useClock((now) => (at === null ? null : age(Date.parse(at), now)));
  if (at === null) return <span>–</span>;
  return (
    <time dateTime={at} title={exact(at)}>
      {text}
    </time>
  );
}
