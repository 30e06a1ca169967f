import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { State } from '../../ui/state.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Settings.module.css';

type Harness = Output<'harness.matrix'>['harnesses'][number];
const measured = [
  { id: 'streams', label: 'streams' },
  { id: 'asksPermission', label: 'asks' },
  { id: 'honoursDeny', label: 'honours a no' },
  { id: 'steers', label: 'steers' },
  { id: 'interrupts', label: 'interrupts' },
  { id: 'resumes', label: 'resumes' },
  { id: 'forks', label: 'forks' },
  { id: 'reportsUsage', label: 'says usage' },
] as const;

/** What the installed programs really do, as the last probe measured it. */
export function Harnesses() {
  const { data, error, refetch } = useRead('harness.matrix', {});
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  const short = data.harnesses.flatMap(({ name, shortfalls }) => shortfalls.map((one) => ({ name, ...one })));
  return (
    <div className={styles['part']}>
      <p className={styles['quiet']}>
        <code>shoal doctor --probe</code> measures them against a scripted model on this machine; the daemon
        relies on no more than was measured.
      </p>
      <Table label="Harnesses" columns={columns} rows={data.harnesses} idOf={({ name }) => name} />
      <ul className={styles['problems']}>
        {short.map(({ name, capability, why }) => (
          <li key={`${name} ${capability}`}>
            {name}: {capability}. <Line of={why} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const columns: readonly Column<Harness>[] = [
  {
    id: 'name',
    label: 'harness',
    isMain: true,
    cell: ({ name, path }) => <span title={path ?? ''}>{name}</span>,
  },
  {
    id: 'found',
    label: 'here',
    cell: ({ found }) => <State state={found ? 'done' : 'idle'} word={found ? 'installed' : 'not found'} />,
  },
  {
    id: 'version',
    label: 'version',
    isExtra: true,
    cell: ({ version }) => <Line of={version ?? '–'} charsMax={24} />,
  },
  ...measured.map(({ id, label }): Column<Harness> => ({
    id,
    label,
    cell: (harness) => <Answer is={harness[id]} />,
  })),
  {
    id: 'at',
    label: 'measured',
    cell: ({ probedAt }) => (probedAt === null ? 'never' : <Time at={probedAt} />),
  },
];

function Answer({ is }: { readonly is: boolean | null }) {
  if (is === null) return <State state="unknown" word="unknown" />;
  return <State state={is ? 'done' : 'failed'} word={is ? 'yes' : 'no'} />;
}
