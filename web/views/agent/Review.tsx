import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { sayError, useAction } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { anchorOf, changeAt, messageOf } from '../../ui/diff/remarks.ts';
import { type ChangedFile, hunksOf } from '../../ui/diff/parse.ts';
import { RemarkingContext } from '../../ui/diff/Remarks.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Agent.module.css';
import { useRemarking } from './use-remarking.ts';

interface ReviewProps {
  readonly session: string;
  readonly files: readonly ChangedFile[];
  /** Reads the whole of a file whose diff was cut; undefined: it is not changed any more. */
  readonly onWhole: (path: string) => Promise<ChangedFile | undefined>;
  readonly children: React.ReactNode;
}

/** Around the diff: comments at its lines are gathered, and reach who made it as one message. Load it with React.lazy. */
export default function Review({ session, files, onWhole, children }: ReviewProps) {
  const remarking = useRemarking(session);
  const { remarks, begin, clear } = remarking;
  const { data } = useRead('session.show', { session });
  const send = useAction('message.send', { done: ({ id, to }) => `${id} was sent to ${to}.` });
  const resume = useAction('session.resume', { done: ({ agentName }) => `${agentName} goes on with them.` });
  const [isReading, setIsReading] = useState(false);
  const isPending = isReading || send.isPending || resume.isPending;
  const start = () => {
    const at = firstChange(files);
    if (at === null) return;
    document.querySelector(`[data-path=${CSS.escape(at.path)}]`)?.scrollIntoView({ block: 'start' });
    begin(at);
  };
  useKeys([{ keys: 'Shift+C', label: 'Comment on a line of the changes', run: start }]);
  const give = async () => {
    if (data === undefined) return;
    const remarked = files.filter(({ path }) => remarks.some(({ at }) => at.path === path));
    const read = remarked.map(async (file) => (file.cut === true ? onWhole(file.path) : file));
    setIsReading(true);
    const whole = await Promise.all(read).catch(sayError);
    setIsReading(false);
    if (whole === undefined) return;
    const text = messageOf(remarks, (at) => {
      const change = changeAt(hunksOf(whole.find((file) => file?.path === at.path)?.diff ?? ''), at);
      return change === null ? null : anchorOf(at.path, change);
    });
    const said =
      data.state === 'ended'
        ? await resume.run({ session, text })
        : await send.run({ text, to: [data.agentName], priority: 'next' });
    if (said !== undefined) clear();
  };
  return (
    <RemarkingContext value={remarking}>
      <p className={styles['quiet']}>
        {remarks.length === 0 ? (
          <>A press on a line’s number comments on it; comments are sent as one message. </>
        ) : (
          <Button kind="main" isDisabled={isPending} onPress={() => void give()}>
            Send {remarks.length === 1 ? 'the comment' : `${remarks.length} comments`} to{' '}
            <Line of={data?.agentName ?? ''} />
          </Button>
        )}{' '}
        <Button kind="quiet" shortcut="Shift+C" onPress={start}>
          Comment
        </Button>
      </p>
      {children}
    </RemarkingContext>
  );
}

/** Where one begins without a pointer: what was changed first, of the file that is open. */
function firstChange(files: readonly ChangedFile[]) {
  const here = new URLSearchParams(window.location.search).get('file');
  const file = files.find(({ path }) => path === here) ?? files.find(({ diff }) => (diff ?? '') !== '');
  if (file === undefined) return null;
  const changes = hunksOf(file.diff ?? '').flatMap((hunk) => hunk.changes);
  const change = changes.find(({ type }) => type !== 'normal') ?? changes[0];
  return change === undefined ? null : anchorOf(file.path, change);
}
