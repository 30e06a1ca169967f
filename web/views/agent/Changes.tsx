import { lazy, Suspense, useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { sayError } from '../../data/actions.ts';
import { call, type Output } from '../../data/api.ts';
import { useFresh } from '../../data/use-fresh.ts';
import { useEvents } from '../../data/use-live.ts';
import { useRead } from '../../data/queries.ts';
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
  useEvents(({ type, agent }) => {
    if (type.startsWith('turn.') && agent === data?.agent) void refetch();
  });
  useKeys([{ keys: 'r', label: 'Read the changes again', run: () => refetch(), isKeyOnly: true }]);
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading what="Comparing files" />;
  return (
    <div className={styles['changes']}>
      <p className={styles['quiet']}>
        <Against changed={data} />{' '}
        <Button kind="quiet" shortcut="r" isDisabled={isFetching} onPress={() => void refetch()}>
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
  const [whole, setWhole] = useState<Readonly<Record<string, Changed['files'][number]>>>({});
  const read = async (path: string) => {
    const answer = await call('session.changes', { session, path });
    const [file] = answer.files;
    if (file !== undefined) setWhole((before) => ({ ...before, [path]: file }));
    return file;
  };
  const shown = files.map((file) => whole[file.path] ?? file);
  return (
    <Review session={session} files={shown} onWhole={read}>
      <Suspense fallback={<Loading />}>
        <DiffView files={shown} onWhole={(path) => read(path).catch(sayError)} />
      </Suspense>
    </Review>
  );
}
