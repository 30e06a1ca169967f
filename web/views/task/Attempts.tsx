import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { count, money } from '../../ui/figures.ts';
import { State } from '../../ui/state.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { precise } from '../../ui/time.ts';
import type { Attempt } from './attempt.ts';
import { AttemptWork } from './AttemptWork.tsx';
import styles from './Attempts.module.css';

/** Who tried a task and what came of it; what one of them did, or two of them beside each other. */
export function Attempts({ id }: { readonly id: string }) {
  const { data, error } = useRead('task.attempts', { id });
  const [chosen, choose] = useSearchParam('attempt');
  const [beside, setBeside] = useSearchParam('beside');
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined) return <Loading what="Reading the attempts" />;
  const { attempts, complete } = data;
  const latest = attempts.at(-1);
  if (latest === undefined)
    return (
      <Empty title="Nobody has begun it.">
        Once an agent has taken it, what it says and does is shown here as it happens.
      </Empty>
    );
  const shown = attempts.find(({ number }) => String(number) === chosen) ?? latest;
  const other = attempts.find(({ number }) => String(number) === beside && number !== shown.number);
  const compare: Column<Attempt> = {
    id: 'beside',
    label: 'Compare',
    isExtra: true,
    cell: ({ number }) =>
      number !== shown.number && (
        <Button
          kind="quiet"
          onPress={() => setBeside(number === other?.number ? null : String(number))}
          aria-label={`Show attempt ${number} beside`}
        >
          {number === other?.number ? '✓ beside' : 'beside'}
        </Button>
      ),
  };
  return (
    <>
      <Table
        label="Attempts"
        columns={attempts.length > 1 ? columns.toSpliced(2, 0, compare) : columns}
        rows={attempts}
        idOf={({ number }) => String(number)}
        onOpen={({ number }) => choose(String(number))}
      />
      {!complete && <p className={styles['quiet']}>Earlier attempts are not kept any more.</p>}
      <div className={styles['panes']} data-two={other !== undefined || undefined}>
        <AttemptWork key={shown.number} attempt={shown} />
        {other !== undefined && <AttemptWork key={other.number} attempt={other} />}
      </div>
    </>
  );
}

const columns: readonly Column<Attempt>[] = [
  { id: 'number', label: '#', cell: ({ number }) => number, isNumber: true },
  {
    id: 'agent',
    label: 'Agent',
    isMain: true,
    cell: ({ agentName, summary, error }) => (
      <>
        <Line of={agentName} />{' '}
        <span className={styles['quiet']}>
          <Line of={(error ?? summary ?? '').split('\n', 1)[0] ?? ''} charsMax={200} />
        </span>
      </>
    ),
  },
  {
    id: 'harness',
    label: 'Harness',
    isExtra: true,
    cell: ({ harness, model }) => [harness, model].filter((one) => one !== null).join(' ') || '–',
  },
  { id: 'state', label: 'Ended', cell: ({ state }) => <State state={state} /> },
  { id: 'started', label: 'Began', isExtra: true, cell: ({ startedAt }) => <Time at={startedAt} /> },
  { id: 'took', label: 'Took', isNumber: true, cell: ({ wallMs }) => precise(wallMs) },
  {
    id: 'tokens',
    label: 'Tokens',
    isNumber: true,
    isExtra: true,
    cell: ({ inputTokens, outputTokens }) =>
      inputTokens === null && outputTokens === null ? '–' : count((inputTokens ?? 0) + (outputTokens ?? 0)),
  },
  { id: 'cost', label: 'Cost', isNumber: true, cell: ({ costUsd, costIs }) => money(costUsd, costIs) },
];
