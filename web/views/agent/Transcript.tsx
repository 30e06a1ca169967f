import { useCallback, useEffect, useState } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import { sayError } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Directory } from './transcript/directory.ts';
import type { Shown } from './transcript/feed.ts';
import { Found } from './transcript/Found.tsx';
import { RowList } from './transcript/RowList.tsx';
import { SearchBar } from './transcript/SearchBar.tsx';
import { readOlder, useFeed } from './transcript/use-feed.ts';
import styles from './transcript/Transcript.module.css';

interface TranscriptProps {
  /** Its id, or its agent's. */
  readonly session: string;
}

/** What an agent was told, said and did, as it happens. Fills its place, and scrolls in it. */
export function Transcript({ session }: TranscriptProps) {
  const [search, setSearch] = useSearchParam('find');
  const { data } = useRead('session.show', { session });
  return (
    <section className={styles['transcript']} aria-label="Transcript">
      <SearchBar value={search ?? ''} onChange={setSearch} />
      <Directory value={data?.directory ?? ''}>
        {search === null ? (
          <Live key={session} session={session} />
        ) : (
          <Found session={session} text={search} />
        )}
      </Directory>
    </section>
  );
}

function Live({ session }: TranscriptProps) {
  const [wanted] = useSearchParam('n');
  const at = wanted === null ? null : Number(wanted);
  const { rows, hasOlder, isLoading, error } = useFeed(session, whole);
  const [isReading, setIsReading] = useState(false);
  const read = useCallback(
    (upTo?: number) => {
      setIsReading(true);
      void readOlder(session, upTo)
        .catch(sayError)
        .finally(() => setIsReading(false));
    },
    [session],
  );
  const older = useCallback(() => read(), [read]);
  useEffect(() => {
    if (at !== null && !isLoading) read(at);
  }, [at, isLoading, read]);
  if (isLoading) return <Loading what="Reading the transcript" />;
  return (
    <>
      {error !== null && <ErrorNote error={error} />}
      {rows.length === 0 ? (
        <Empty title="Nothing was said yet.">
          What it is told, says and does appears here as it happens.
        </Empty>
      ) : (
        <RowList rows={rows} hasOlder={hasOlder} isReading={isReading} onOlder={older} at={at} />
      )}
    </>
  );
}

function whole(shown: Shown): Shown {
  return shown;
}
