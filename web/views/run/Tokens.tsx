import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { count, money } from '../../ui/figures.ts';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Run.module.css';

type Row = Output<'run.tokens'>['steps'][number];

/** What each step cost, what of it was context, and what its strategy saved. */
export function Tokens({ id }: { readonly id: string }) {
  const { data, error, refetch } = useRead('run.tokens', { id });
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  const { total } = data;
  return (
    <>
      <p className={styles['facts']}>
        <span>{count(total.inputTokens)} in</span>
        <span>{count(total.outputTokens)} out</span>
        <span>{count(total.contextTokens)} of context</span>
        <span>{count(total.savedTokens)} saved by strategy</span>
        <span>
          {money(total.costUsd, total.costIs)}
          {total.costUsdMax !== null && ` of at most ${money(total.costUsdMax)}`}
        </span>
        {total.tokensAre === 'estimated' && (
          <span className={styles['quiet']}>~ a token for every four characters</span>
        )}
      </p>
      <Table label="Tokens by step" columns={columns} rows={data.steps} idOf={(row) => row.id} />
    </>
  );
}

const columns: readonly Column<Row>[] = [
  { id: 'stage', label: 'stage', isLabelHidden: true, isNumber: true, cell: ({ stage }) => stage ?? '' },
  {
    id: 'node',
    label: 'step',
    isMain: true,
    cell: ({ node, kind, round }) => <Line of={kind === 'turn' ? `${node} · round ${round}` : node} />,
  },
  { id: 'in', label: 'in', isNumber: true, cell: (row) => about(row, row.inputTokens) },
  { id: 'out', label: 'out', isNumber: true, cell: (row) => about(row, row.outputTokens) },
  {
    id: 'context',
    label: 'context',
    isNumber: true,
    isExtra: true,
    cell: ({ contextTokens }) => count(contextTokens),
  },
  {
    id: 'saved',
    label: 'saved',
    isNumber: true,
    isExtra: true,
    cell: ({ savedTokens }) => count(savedTokens),
  },
  { id: 'cost', label: 'cost', isNumber: true, cell: ({ costUsd, costIs }) => money(costUsd, costIs) },
];

function about({ tokensAre }: Row, value: number): string {
  return `${tokensAre === 'estimated' ? '~' : ''}${count(value)}`;
}
