import { queryOptions, useQueries } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { sayError } from '../../data/actions.ts';
import { call, type Output } from '../../data/api.ts';
import { useFresh } from '../../data/use-fresh.ts';
import { useEvents } from '../../data/use-live.ts';
import { queries, useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Agent.module.css';

const DiffView = lazy(() => import('../../ui/DiffView.tsx'));
const Review = lazy(() => import('./Review.tsx'));

type Changed = Output<'session.changes'>;

/** What it has changed where it works, file by file. */
export function Changes({ session }: { readonly session: string }) {
  const { data, error, refetch, isFetching } = useRead('session.changes', { session }, { keep: false });
  useFresh('session.changes');
  // Of those that were read whole, too.
  const readAgain = () => queries.invalidateQueries({ queryKey: ['session.changes', { session }] });
  useEvents(({ type, agent }) => {
    if (type.startsWith('turn.') && agent === data?.agent) void readAgain();
  });
  useKeys([{ keys: 'r', label: 'Read the changes again', run: readAgain, isKeyOnly: true }]);
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading what="Comparing files" />;
  return (
    <div className={styles['column']}>
      <p className={styles['quiet']}>
        <Against changed={data} />{' '}
        <Button kind="quiet" shortcut="r" isDisabled={isFetching} onPress={() => void readAgain()}>
          Read again
        </Button>
      </p>
      {data.files.length === 0 ? (
        <Empty title="Nothing is changed.">What it edits shows here, committed since its base or not.</Empty>
      ) : (
        <Suspense fallback={<Loading />}>
          <Files key={session} session={session} files={data.files} />
        </Suspense>
      )}
      {data.moreFiles > 0 && (
        <p className={styles['quiet']}>{data.moreFiles} more files are changed and not shown here.</p>
      )}
    </div>
  );
}

function Against({ changed: { directory, base, shared } }: { readonly changed: Changed }) {
  return (
    <>
      <code>
        <Line of={directory} />
      </code>{' '}
      against {base === null ? 'nothing: there is no commit yet' : <code>{base.slice(0, 12)}</code>}
      {shared && ' · others work in the same checkout: their changes are among these'}
    </>
  );
}

/** Both the diff and the comments on it see the whole of a file once it was read. */
function Files({ session, files }: { readonly session: string; readonly files: Changed['files'] }) {
  const [paths, setPaths] = useState<readonly string[]>([]);
  const answers = useQueries({ queries: paths.map((path) => wholeOf(session, path)) });
  const whole = answers.flatMap(({ data }) => data?.files ?? []);
  const read = async (path: string) => {
    const { files: found } = await queries.fetchQuery({ ...wholeOf(session, path), staleTime: 0 });
    setPaths((before) => [...new Set([...before, path])]);
    return found[0];
  };
  const shown = files.map((file) => whole.find(({ path }) => path === file.path) ?? file);
  return (
    <Review session={session} files={shown} onWhole={read}>
      <Suspense fallback={<Loading />}>
        <DiffView files={shown} onWhole={(path) => read(path).catch(sayError)} />
      </Suspense>
    </Review>
  );
}

/** One file, not cut; made old together with the others. */
function wholeOf(session: string, path: string) {
  return queryOptions({
    queryKey: ['session.changes', { session, path }],
    queryFn: ({ signal }) => call('session.changes', { session, path }, signal),
  });
}
