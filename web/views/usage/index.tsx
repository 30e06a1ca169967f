import { lazy, Suspense } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { count, money } from '../../ui/figures.ts';
import { Select } from '../../ui/Field.tsx';
import { Budgets } from './Budgets.tsx';
import { barsOf, type Days, type Measure, seriesOf } from './bars.ts';
import { Rows } from './Rows.tsx';
import styles from './Usage.module.css';

const Stack = lazy(() => import('../../ui/Chart.tsx'));

const splits = ['agent', 'queue', 'task', 'model', 'harness', 'profile'] as const;
const spans = ['7', '14', '30', '90'] as const;
const measures: readonly { readonly id: Measure; readonly label: string }[] = [
  { id: 'cost', label: 'Cost' },
  { id: 'tokens', label: 'Tokens' },
];

/** What work cost: by day, split by who or what, with the same numbers below. */
export default function Usage() {
  const [by, setBy] = useChoice('by', splits);
  const [days, setDays] = useChoice('days', spans, '14');
  const [measure, setMeasure] = useChoice('show', ['cost', 'tokens']);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { data, error, refetch } = useRead('usage.days', { by, days: Number(days), timeZone, limit: 7 });
  return (
    <>
      <div className={styles['head']}>
        <h1>Usage</h1>
        <Select label="Show" value={measure} options={measures} onChange={setMeasure} />
        <Select
          label="Split by"
          value={by}
          options={splits.map((id) => ({ id, label: id }))}
          onChange={setBy}
        />
        <Select
          label="Days"
          value={days}
          options={spans.map((id) => ({ id, label: `last ${id}` }))}
          onChange={setDays}
        />
      </div>
      {error !== null && <ErrorNote error={error} onRetry={refetch} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Figures data={data} />}
      <Budgets />
      {data !== undefined && <Picture data={data} measure={measure} />}
    </>
  );
}

/** Today, all of it, and how fast it goes. */
function Figures({ data: { today, total, burn, days, keptFrom } }: { readonly data: Days }) {
  return (
    <dl className={styles['figures']}>
      <Figure name="today" value={money(today.costUsd, today.costIs)} />
      <Figure name={`${days.length} days`} value={money(total.costUsd, total.costIs)} />
      <Figure name={`an hour, over the last ${burn.hours}`} value={money(burn.usdPerHour, burn.costIs)} />
      <Figure name="tokens in" value={count(total.inputTokens)} />
      <Figure name="tokens out" value={count(total.outputTokens)} />
      <Figure name="turns" value={count(total.turns)} />
      {keptFrom !== null && <Figure name="kept since" value={new Date(keptFrom).toLocaleDateString()} />}
    </dl>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dd>{value}</dd>
      <dt>{name}</dt>
    </div>
  );
}

function Picture({ data, measure }: { readonly data: Days; readonly measure: Measure }) {
  const line = useBudgetLine(data, measure);
  if (data.total.turns === 0)
    return (
      <Empty title="Nothing was spent in these days.">
        <p>Every turn of an agent that Shoal runs is counted here, with what its harness says of it.</p>
      </Empty>
    );
  const spelled = measure === 'cost' ? (value: number) => money(value) : (value: number) => count(value);
  return (
    <>
      <div className={styles['picture']}>
        <Suspense fallback={<Loading what="Drawing" />}>
          <Stack
            label={`${measure} by day and ${data.by}`}
            series={seriesOf(data)}
            bars={barsOf(data, measure)}
            spelled={spelled}
            nameOf={dayName}
            {...(line === undefined ? {} : { line })}
          />
        </Suspense>
      </div>
      <Rows data={data} />
    </>
  );
}

/** What may be spent in a day, unless the days would be too small beside it. */
function useBudgetLine({ days }: Days, measure: Measure) {
  const { data } = useRead('usage.budgets', {});
  const budget = data?.budgets.find(({ of }) => of === 'workspace');
  const most = Math.max(0, ...days.map(({ costUsd }) => costUsd ?? 0));
  if (budget === undefined || measure !== 'cost' || most < budget.usdPerDay / 6) return undefined;
  return { at: budget.usdPerDay, label: `budget ${money(budget.usdPerDay)}` };
}

const dayFormat = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' });

function dayName(day: string): string {
  return dayFormat.format(new Date(`${day}T00:00:00Z`));
}

/** One of a few words, in the address. */
function useChoice<T extends string>(
  name: string,
  choices: readonly [T, ...T[]],
  first: T = choices[0],
): readonly [T, (choice: T) => void] {
  const [value, set] = useSearchParam(name);
  return [choices.find((one) => one === value) ?? first, (choice) => set(choice === first ? null : choice)];
}
