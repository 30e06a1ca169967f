import { visible } from './visible.ts';

/** A sentence in which `what stands between backticks` is code. */
export function Words({ of }: { readonly of: string }) {
  const parts = visible(of).split('`');
  // Without its other half a backtick is a backtick.
  if (parts.length % 2 === 0) return <bdi>{visible(of)}</bdi>;
  return (
    <bdi>
      {parts.map((part, at) =>
        // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other name
        at % 2 === 1 ? <code key={at}>{part}</code> : part,
      )}
    </bdi>
  );
}
