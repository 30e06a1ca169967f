import { Link } from 'wouter';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';
import type { Output } from '../../data/api.ts';
import { usePages } from '../../data/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Select } from '../../ui/Field.tsx';
import { money } from '../../ui/figures.ts';
import { PageHead } from '../../ui/PageHead.tsx';
import { State } from '../../ui/state.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { precise } from '../../ui/time.ts';
import { runTone } from '../run/tones.ts';
import { StartRun } from './StartRun.tsx';

type Run = Output<'run.list'>[number];
const states = [
  'all',
  'running',
  'waiting',
  'queued',
  'completed',
  'rejected',
  'failed',
  'cancelled',
  'limited',
] as const;
const pageSize = 50;

/** Runs of pipelines, the newest first. */
export default function Runs() {
  const [chosen, choose] = useSearchParam('state');
  const [pipeline, setPipeline] = useSearchParam('pipeline');
  const [start, setStart] = useSearchParam('start');
  const state = states.find((one) => one === chosen) ?? 'all';
  useKeys([{ keys: 'n', label: 'Start a run', run: () => setStart('1') }]);
  const { pages, error, refetch, readMore, isReadingMore } = usePages(
    'run.list',
    {
      limit: pageSize,
      ...(state === 'all' ? {} : { state }),
      ...(pipeline === null ? {} : { pipeline }),
    },
    (page) => (page.length < pageSize ? null : (page.at(-1)?.id ?? null)),
  );
  const runs = pages?.flat();
  return (
    <>
      <PageHead>
        <h1>Runs</h1>
        {pipeline !== null && (
          <Button onPress={() => setPipeline(null)} aria-label={`No longer only ${pipeline}`}>
            {pipeline} ×
          </Button>
        )}
        <Select
          label="State"
          isLabelHidden
          value={state}
          options={states.map((id) => ({ id, label: id === 'all' ? 'all runs' : id }))}
          onChange={(id) => choose(id === 'all' ? null : id)}
        />
        <Link href="/pipelines">Pipelines</Link>
        <Button kind="main" onPress={() => setStart('1')} shortcut="n">
          Start a run
        </Button>
      </PageHead>
      {error !== null && <ErrorNote error={error} onRetry={refetch} />}
      {runs === undefined && error === null && <Loading />}
      {runs?.length === 0 && (
        <Empty
          title={state === 'all' && pipeline === null ? 'No pipeline has run yet.' : 'No run like that.'}
        >
          <p>
            A run hands a task from agent to agent as a <Link href="/pipelines">pipeline</Link> says. In a
            terminal: <code>shoal run "Add JWT authentication"</code>
          </p>
        </Empty>
      )}
      {runs !== undefined && runs.length > 0 && (
        <Table
          label="Runs"
          columns={columns}
          rows={runs}
          idOf={({ id }) => id}
          hrefOf={({ id }) => `/runs/${id}`}
        />
      )}
      {readMore !== null && (
        <Button kind="quiet" onPress={readMore} isDisabled={isReadingMore}>
          Older ones
        </Button>
      )}
      {start !== null && <StartRun pipeline={pipeline} onClose={() => setStart(null)} />}
    </>
  );
}

const columns: readonly Column<Run>[] = [
  { id: 'id', label: 'run', cell: ({ id }) => <code>{id}</code> },
  { id: 'state', label: 'state', cell: (run) => <State state={run.state} tone={runTone(run)} /> },
  { id: 'title', label: 'task', isMain: true, cell: ({ title }) => <Line of={title} /> },
  { id: 'pipeline', label: 'pipeline', isExtra: true, cell: ({ pipeline }) => <Line of={pipeline} /> },
  {
    id: 'at',
    label: 'at',
    isExtra: true,
    cell: ({ nodes, why, state }) => (
      <Line of={state === 'running' || state === 'waiting' ? nodes.join(', ') : (why ?? '')} charsMax={50} />
    ),
  },
  {
    id: 'took',
    label: 'took',
    isNumber: true,
    cell: ({ tookMs }) => (tookMs === null ? '–' : precise(tookMs)),
  },
  { id: 'cost', label: 'cost', isNumber: true, isExtra: true, cell: ({ costUsd }) => money(costUsd) },
  { id: 'created', label: 'begun', isNumber: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
];
