import { lazy, Suspense, useEffect, useRef } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import { useClock, useEvents } from '../../data/use-live.ts';
import { Loading } from '../../ui/Feedback.tsx';
import { Select } from '../../ui/Field.tsx';
import { count } from '../../ui/figures.ts';
import { seriesColour, Swatch } from '../../ui/swatch.tsx';
import { timeOfDay } from '../../ui/time.ts';
import type { Filter } from './filter.ts';
import styles from './Events.module.css';

const Stack = lazy(() => import('../../ui/Chart.tsx'));

const spans = [
  { id: '15', label: '15 minutes' },
  { id: '60', label: 'hour' },
  { id: '360', label: '6 hours' },
  { id: '1440', label: 'day' },
  { id: '10080', label: 'week' },
] as const;
const buckets = 60;
const shownMax = 6;

/** How much happened when, by what it happened to. */
export function Histogram({ filter }: { readonly filter: Filter }) {
  const [chosen, choose] = useSearchParam('span');
  const span = spans.find(({ id }) => id === chosen)?.id ?? '60';
  const bucketMs = (Number(span) * 60_000) / buckets;
  // By whole buckets, so that a bar is read again only when it has changed.
  const until = useClock((now) => Math.ceil(now / bucketMs) * bucketMs);
  const { data, error, refetch } = useRead('log.histogram', {
    ...filter,
    until,
    from: until - Number(span) * 60_000,
    buckets,
  });
  useRefreshed(refetch);
  // What is wrong with the filter is said once, below.
  if (error !== null) return null;
  if (data === undefined) return <div className={styles['picture']} />;
  const shown = data.nouns.slice(0, shownMax).map(({ noun }) => noun);
  const rest = data.nouns.slice(shownMax).reduce((sum, one) => sum + one.count, 0);
  return (
    <section className={styles['histogram']}>
      <div className={styles['head']}>
        <p className={styles['legend']}>
          <span>
            {count(data.total)} in the last {spans.find(({ id }) => id === span)?.label}
          </span>
          {data.nouns.slice(0, shownMax).map(({ noun, count: of }, at) => (
            <span key={noun}>
              <Swatch colour={seriesColour(at)} /> {noun} {count(of)}
            </span>
          ))}
          {rest > 0 && (
            <span>
              <Swatch colour={seriesColour(shownMax)} /> other {count(rest)}
            </span>
          )}
        </p>
        <Select
          label="Of the last"
          isLabelHidden
          value={span}
          options={spans}
          onChange={(id) => choose(id === '60' ? null : id)}
        />
      </div>
      <div className={styles['picture']}>
        <Suspense fallback={<Loading what="Drawing" />}>
          <Stack
            label="Events over time"
            height={140}
            series={[...shown, ...(rest > 0 ? ['other'] : [])].map((id) => ({
              id,
              label: id,
            }))}
            bars={data.buckets.map(({ start, count: all, counts }) => {
              const parts = Object.fromEntries(shown.map((noun) => [noun, counts[noun] ?? 0]));
              const other = all - Object.values(parts).reduce((sum, one) => sum + one, 0);
              return { name: start, values: { ...parts, other } };
            })}
            spelled={count}
            nameOf={timeOfDay}
          />
        </Suspense>
      </div>
    </section>
  );
}

const againAfterMs = 1_000;

/** Counts again when something happened, but not for each of many. */
function useRefreshed(count: () => unknown): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  useEvents(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void count();
    }, againAfterMs);
  });
}
