import { useQuery } from '@tanstack/react-query';
import { useSearchParam } from '../../../app/search-param.ts';
import { Button } from '../../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../../ui/Feedback.tsx';
import { type Entry, entriesOf } from './entries.ts';
import { RowList } from './RowList.tsx';
import { createRows, type Row } from './rows.ts';
import styles from './Transcript.module.css';

const foundMax = 500;

/** Entries that hold a text, of the whole transcript. */
export function Found({ session, text }: { readonly session: string; readonly text: string }) {
  const [, setSearch] = useSearchParam('find');
  const { data, error, refetch } = useQuery({
    queryKey: ['session.transcript', { session, search: text }],
    queryFn: ({ signal }) => entriesOf(session, { search: text, limit: foundMax }, signal),
    select: rowsOf,
  });
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading what="Searching" />;
  return (
    <>
      <p className={styles['found']} role="status">
        {data.length === foundMax ? `The latest ${foundMax}` : data.length} with “{text}”
        <Button kind="quiet" onPress={() => setSearch(null)}>
          Show all
        </Button>
      </p>
      {data.length === 0 ? <Empty title="Nothing in this transcript holds that." /> : <RowList rows={data} />}
    </>
  );
}

function rowsOf(entries: readonly Entry[]): readonly Row[] {
  const rows = createRows();
  for (const entry of entries) rows.add(entry);
  return rows.list;
}
