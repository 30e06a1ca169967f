import { Switch } from 'react-aria-components';
import { Link } from 'wouter';
import { useSearchParam } from '../../app/search-param.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { useFresh } from '../../data/use-fresh.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Split } from '../../ui/Split.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import { Offered } from './Offered.tsx';
import { PublishDialog } from './PublishDialog.tsx';
import styles from './Registry.module.css';
import { useWhere } from './where.ts';

type Found = Output<'pipeline.search'>[number];

/** Pipelines that others have published, and your own. */
export default function Registry() {
  const [typed, type] = useSearchParam('q');
  const [chosen, choose] = useSearchParam('pipeline', { isStep: true });
  const [publish, setPublish] = useSearchParam('publish');
  const { repo, isOffline, setRepo, setOffline } = useWhere();
  useFresh('pipeline.search', 'pipeline.versions', 'pipeline.offered');
  const query = useDelayed(typed ?? '');
  const repoAsked = useDelayed(repo, 500);
  const whereAsked = isOffline ? { offline: true } : repoAsked === '' ? {} : { repo: repoAsked };
  const { data, error, refetch } = useRead(
    'pipeline.search',
    { ...(query === '' ? {} : { query }), ...whereAsked },
    { keep: false },
  );
  return (
    <>
      <PageHead>
        <h1>
          <Link href="/pipelines">Pipelines</Link> / Registry
        </h1>
        <Button onPress={() => setPublish('1')}>Publish one</Button>
      </PageHead>
      <search className={styles['search']}>
        <Field
          label="Search"
          type="search"
          value={typed ?? ''}
          onChange={type}
          placeholder="a name, or what it is for"
        />
        <Field
          label="Registry"
          hint="A directory, a git repository, OWNER/NAME on GitHub, or an HTTP index. Empty: that of shoal.yaml."
          value={repo}
          onChange={setRepo}
          isDisabled={isOffline}
        />
        <Switch isSelected={isOffline} onChange={setOffline} className={styles['switch'] ?? ''}>
          <span aria-hidden="true">{isOffline ? '☑' : '☐'}</span> Offline: only my own copies
        </Switch>
      </search>
      <Split
        inspector={chosen === null ? null : <Offered key={chosen} wanted={chosen} onChoose={choose} />}
        label={`Pipeline ${chosen ?? ''}`}
        onClose={() => choose(null)}
      >
        {error !== null && <ErrorNote error={error} onRetry={refetch} />}
        {data === undefined && error === null && <Loading what="Asking the registry" />}
        {data?.length === 0 && (
          <Empty title={query === '' ? 'This registry is empty.' : 'Nothing like that is published there.'}>
            <p>
              Publish one of yours, or name another registry: <code>registry:</code> in{' '}
              <Link href="/settings">shoal.yaml</Link> is asked when none is named.
            </p>
          </Empty>
        )}
        {data !== undefined && data.length > 0 && (
          <Table
            label="Published pipelines"
            columns={columns}
            rows={data}
            idOf={({ name }) => name}
            onOpen={({ name }) => choose(name)}
          />
        )}
      </Split>
      {publish !== null && (
        <PublishDialog pipeline={publish === '1' ? null : publish} onClose={() => setPublish(null)} />
      )}
    </>
  );
}

const columns: readonly Column<Found>[] = [
  {
    id: 'name',
    label: 'pipeline',
    cell: ({ name }) => (
      <strong>
        <Line of={name} />
      </strong>
    ),
  },
  { id: 'latest', label: 'latest', cell: ({ latest }) => <Line of={latest} /> },
  {
    id: 'about',
    label: 'what it is for',
    isMain: true,
    cell: ({ description }) => <Line of={description ?? '–'} />,
  },
  { id: 'from', label: 'from', isExtra: true, cell: ({ from }) => <Line of={from} charsMax={60} /> },
];
