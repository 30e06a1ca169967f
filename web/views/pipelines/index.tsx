import { Link, useLocation } from 'wouter';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { useFresh } from '../../data/use-fresh.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { counted } from '../../ui/figures.ts';
import { Menu } from '../../ui/Menu.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { State } from '../../ui/state.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import { PipelineDialogs, usePipelineActions } from './actions.tsx';
import { CreateDialog } from './CreateDialog.tsx';
import styles from './Pipelines.module.css';

type Row = Output<'pipeline.list'>[number];

/** The pipelines of the workspace: what each is, whether it is sound, and whether it may run. */
export default function Pipelines() {
  useFresh('pipeline.list');
  const { data, error, refetch } = useRead('pipeline.list', {});
  const [create, setCreate] = useSearchParam('create');
  const [, navigate] = useLocation();
  useKeys([
    { keys: 'n', label: 'New pipeline', run: () => setCreate('1') },
    { keys: 'r', label: 'Registry of pipelines', run: () => navigate('/registry') },
  ]);
  return (
    <>
      <PageHead>
        <h1>Pipelines</h1>
        <Link href="/registry">Registry</Link>
        <Link href="/runs">Runs</Link>
        <Button kind="main" onPress={() => setCreate('1')} shortcut="n">
          New pipeline
        </Button>
      </PageHead>
      {error !== null && <ErrorNote error={error} onRetry={refetch} />}
      {data === undefined && error === null && <Loading />}
      {data?.length === 0 && (
        <Empty title="There is no pipeline yet.">
          <p>
            A pipeline says which agents pass a task on to which: one plans, one builds, one reviews. Begin
            with one that comes along, or <Link href="/registry">pull one</Link> that others have published.
          </p>
          <Button kind="main" onPress={() => setCreate('1')}>
            Make one
          </Button>
        </Empty>
      )}
      {data !== undefined && data.length > 0 && (
        <Table
          label="Pipelines"
          columns={columns}
          rows={data}
          idOf={({ name }) => name}
          hrefOf={({ name }) => `/pipelines/${encodeURIComponent(name)}`}
        />
      )}
      {create !== null && (
        <CreateDialog names={data?.map(({ name }) => name) ?? []} onClose={() => setCreate(null)} />
      )}
    </>
  );
}

const columns: readonly Column<Row>[] = [
  {
    id: 'name',
    label: 'pipeline',
    cell: ({ name, isDefault }) => (
      <>
        <strong>
          <Line of={name} />
        </strong>
        {isDefault && <span className={styles['mark']}>default</span>}
      </>
    ),
  },
  {
    id: 'description',
    label: 'what it is for',
    isMain: true,
    cell: ({ description, file }) => <Line of={description ?? file} charsMax={200} />,
  },
  {
    id: 'agents',
    label: 'agents',
    isNumber: true,
    isExtra: true,
    cell: ({ agents, errors }) => (errors > 0 ? '–' : agents),
  },
  { id: 'problems', label: 'problems', cell: (row) => <Soundness row={row} /> },
  {
    id: 'origin',
    label: 'from',
    isExtra: true,
    cell: ({ origin, pulled }) =>
      origin === 'pulled' ? `pulled ${pulled ?? ''}` : origin === 'aqm' ? 'aqm' : 'here',
  },
  {
    id: 'accepted',
    label: 'may run',
    isExtra: true,
    cell: (row) => <MayRun row={row} />,
  },
  {
    id: 'runs',
    label: 'runs',
    isNumber: true,
    isExtra: true,
    cell: ({ name, runs }) =>
      runs === 0 ? '0' : <Link href={`/runs?pipeline=${encodeURIComponent(name)}`}>{runs}</Link>,
  },
  { id: 'do', label: 'to do', cell: (row) => <RowMenu row={row} /> },
];

function Soundness({ row: { errors, warnings } }: { readonly row: Row }) {
  if (errors > 0) return <State state="failed" word={counted(errors, 'error')} />;
  if (warnings > 0) return <State state="unknown" word={counted(warnings, 'warning')} />;
  return <State state="done" word="sound" />;
}

function MayRun({ row: { errors, isAccepted } }: { readonly row: Row }) {
  if (errors > 0) return <State state="failed" word="no" />;
  return isAccepted ? <State state="done" word="yes" /> : <State state="needs you" word="when you agree" />;
}

function RowMenu({ row }: { readonly row: Row }) {
  const [, navigate] = useLocation();
  const actions = usePipelineActions(row);
  const start = {
    id: 'start',
    label: 'Start a run',
    run: () => navigate(`/runs?start=1&pipeline=${encodeURIComponent(row.name)}`),
  };
  return (
    <>
      <Menu label={`More to do with ${row.name}`} actions={[start, ...actions.menu]} />
      <PipelineDialogs actions={actions} />
    </>
  );
}
