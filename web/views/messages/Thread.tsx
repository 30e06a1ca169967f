import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { State } from '../../ui/state.tsx';
import { submitKeys } from '../../ui/submit-keys.ts';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import styles from './Messages.module.css';
import { receiptTone } from './Receipt.tsx';

const Markdown = lazy(() => import('../../ui/Markdown.tsx'));
type Sent = Output<'message.thread'>['messages'][number];

/** A whole thread as a conversation, the oldest first, and a place to answer. */
export function Thread({ id }: { readonly id: string }) {
  const { data, error, refetch } = useRead('message.thread', { id }, { keep: false });
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  const last = data.messages.at(-1);
  return (
    <div className={styles['thread']}>
      <h2>
        Thread of <code>{data.root}</code>
      </h2>
      <ul>
        {data.messages.map((message) => (
          <Turn key={message.id} message={message} isChosen={message.id === id} />
        ))}
      </ul>
      {data.isCut && <p className={styles['quiet']}>It has more than is shown here.</p>}
      {last !== undefined && <Reply key={last.id} id={last.id} to={last.fromName} />}
    </div>
  );
}

function Turn({ message, isChosen }: { readonly message: Sent; readonly isChosen: boolean }) {
  const { id, from, fromName, to, body, createdAt, deliveries, task, topic } = message;
  return (
    <li className={styles['turn']} data-chosen={isChosen || undefined}>
      <p className={styles['top']}>
        <Link href={`/agents/${from}`}>
          <Line of={fromName} />
        </Link>
        <span className={styles['quiet']}>
          → {topic === null ? <Line of={to} charsMax={60} /> : `#${topic}`}
        </span>
        {task !== null && (
          <Link href={`/tasks/${task}`}>
            <code>{task}</code>
          </Link>
        )}
        <code className={styles['quiet']}>{id}</code>
        <span className={styles['quiet']}>
          <Time at={createdAt} />
        </span>
      </p>
      <Suspense fallback={<Loading />}>
        <Markdown of={body} />
      </Suspense>
      <p className={styles['receipts']}>
        {deliveries.map(({ agent, agentName, state, answeredAt, seenAt, deliveredAt }) => (
          <span key={agent}>
            <Line of={agentName} /> <State state={state} tone={receiptTone(state)} />{' '}
            {deliveredAt !== null && <Time at={answeredAt ?? seenAt ?? deliveredAt} />}
          </span>
        ))}
      </p>
    </li>
  );
}

function Reply({ id, to }: { readonly id: string; readonly to: string }) {
  const [text, setText] = useState('');
  const { run, isPending } = useAction('message.reply', { done: () => 'Sent.' });
  const isEmpty = text.trim() === '';
  const send = async () => {
    if (!isEmpty && (await run({ id, text })) !== undefined) setText('');
  };
  return (
    <div className={styles['reply']} {...submitKeys(send, () => setText(''))}>
      <Field label={`Reply to ${to}`} lines={2} value={text} onChange={setText} />
      <Button isDisabled={isEmpty || isPending} onPress={() => void send()} shortcut="$mod+Enter">
        Send
      </Button>
    </div>
  );
}
