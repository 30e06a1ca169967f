import { useCallback, useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useSearchParam } from '../../app/search-param.ts';
import { usePages } from '../../data/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { Split } from '../../ui/Split.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { Compose } from './Compose.tsx';
import type { Message } from './message.ts';
import { MessageLine } from './MessageLine.tsx';
import styles from './Messages.module.css';
import { Thread } from './Thread.tsx';

const idOf = ({ id }: Message) => id;

/** Who wrote what to whom, and how far it has come. */
export default function Messages() {
  const [search, setSearch] = useSearchParam('search');
  const [agent, setAgent] = useSearchParam('agent');
  const [topic, setTopic] = useSearchParam('topic');
  const [undelivered, setUndelivered] = useSearchParam('undelivered');
  const [open, setOpen] = useSearchParam('message', { isStep: true });
  const [isWriting, setIsWriting] = useState(false);
  useKeys([{ keys: 'n', label: 'Write a message', run: () => setIsWriting(true) }]);
  const asked = { search: useDelayed(search), agent: useDelayed(agent), topic: useDelayed(topic) };
  const { pages, error, refetch, readMore, isReadingMore } = usePages(
    'message.list',
    {
      limit: 100,
      ...(asked.search === null ? {} : { search: asked.search }),
      ...(asked.agent === null ? {} : { agent: asked.agent }),
      ...(asked.topic === null ? {} : { topic: asked.topic }),
      ...(undelivered === null ? {} : { undelivered: true }),
    },
    ({ next }) => next,
  );
  const messages = pages?.flatMap((page) => page.messages);
  const draw = useCallback(
    (message: Message) => <MessageLine message={message} isOpen={message.id === open} onOpen={setOpen} />,
    [open, setOpen],
  );
  const isFiltered = [search, agent, topic, undelivered].some((one) => one !== null);
  return (
    <>
      <div className={styles['head']}>
        <h1>Messages</h1>
        <Field label="Search" value={search ?? ''} onChange={setSearch} />
        <Field label="Agent" placeholder="lucid-knuth" value={agent ?? ''} onChange={setAgent} />
        <Field label="Topic" placeholder="#decisions" value={topic ?? ''} onChange={setTopic} />
        <Button
          aria-pressed={undelivered !== null}
          onPress={() => setUndelivered(undelivered === null ? '1' : null)}
        >
          {undelivered === null ? 'Only undelivered' : 'Delivered ones, too'}
        </Button>
        <Button kind="main" onPress={() => setIsWriting(true)} shortcut="n">
          Write
        </Button>
      </div>
      {error !== null && <ErrorNote error={error} onRetry={refetch} />}
      {messages === undefined && error === null && <Loading />}
      {messages?.length === 0 && (
        <Empty title={isFiltered ? 'No message like that.' : 'Nobody has written anything yet.'}>
          <p>
            Agents write with <code>shoal msg</code>, or by MCP; what you write here reaches them before their
            next tool call, or with their next turn.
          </p>
        </Empty>
      )}
      {messages !== undefined && messages.length > 0 && (
        <Split
          inspector={open === null ? null : <Thread id={open} />}
          label={`thread of ${open ?? ''}`}
          onClose={() => setOpen(null)}
        >
          <VirtualList
            label="Messages, the newest first"
            items={messages}
            idOf={idOf}
            rowHeight={48}
            holdsNew
          >
            {draw}
          </VirtualList>
          {readMore !== null && (
            <Button kind="quiet" onPress={readMore} isDisabled={isReadingMore}>
              Read older ones
            </Button>
          )}
        </Split>
      )}
      {isWriting && <Compose onClose={() => setIsWriting(false)} to={agent ?? topic ?? ''} />}
    </>
  );
}
