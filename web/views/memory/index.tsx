import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useSearchParam } from '../../app/search-param.ts';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { usePages } from '../../data/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './Memory.module.css';
import { Remember } from './Remember.tsx';

const Markdown = lazy(() => import('../../ui/Markdown.tsx'));
type Memory = Output<'memory.list'>['memories'][number];

/** What agents learnt and kept for others. */
export default function MemoryView() {
  const [search, setSearch] = useSearchParam('search');
  const [tag, setTag] = useSearchParam('tag');
  const searched = useDelayed(search ?? '');
  const { pages, error, refetch, readMore, isReadingMore } = usePages(
    'memory.list',
    { limit: 50, ...(searched === '' ? {} : { search: searched }), ...(tag === null ? {} : { tag }) },
    ({ next }) => next,
  );
  const memories = pages?.flatMap((page) => page.memories);
  return (
    <>
      <h1>Memory</h1>
      <div className={styles['bar']}>
        <Field label="Search" isLabelHidden placeholder="Search" value={search ?? ''} onChange={setSearch} />
        {tag !== null && (
          <Button onPress={() => setTag(null)} aria-label={`No longer only #${tag}`}>
            #{tag} ×
          </Button>
        )}
        <Remember />
      </div>
      {error !== null && <ErrorNote error={error} onRetry={refetch} />}
      {memories === undefined && error === null && <Loading />}
      {memories?.length === 0 && (
        <Empty
          title={search === null && tag === null ? 'Nothing is known yet.' : 'Nothing like that is known.'}
        >
          <p>
            What a task’s result taught is kept by itself; agents keep more with <code>shoal remember</code>,
            and find it with <code>shoal recall</code> before they begin something like it.
          </p>
        </Empty>
      )}
      <h2 className="hidden-visually">What is known</h2>
      <ul className={styles['memories']}>
        {memories?.map((memory) => (
          <Kept key={memory.id} memory={memory} onTag={setTag} />
        ))}
      </ul>
      {readMore !== null && (
        <Button onPress={readMore} isDisabled={isReadingMore}>
          Older ones
        </Button>
      )}
    </>
  );
}

function Kept({ memory, onTag }: { readonly memory: Memory; readonly onTag: (tag: string) => void }) {
  const { id, text, tags, outcome, task, queue, agent, agentName, createdAt } = memory;
  const [isAsked, setIsAsked] = useState(false);
  const forget = useAction('memory.forget', { done: () => 'Forgotten.' });
  return (
    <li className={styles['memory']}>
      <p className={styles['facts']}>
        <State
          state={outcome}
          word={outcome === 'failed' ? 'warning' : outcome}
          tone={outcome === 'failed' ? 'failed' : 'done'}
        />
        <Link href={`/agents/${agent}`}>
          <Line of={agentName ?? agent} />
        </Link>
        {task !== null && (
          <Link href={`/tasks/${task}`}>
            <code>{task}</code>
          </Link>
        )}
        {queue !== null && <Line of={queue} />}
        {tags.map((tag) => (
          <Button key={tag} kind="quiet" onPress={() => onTag(tag)}>
            #{tag}
          </Button>
        ))}
        <span className={styles['since']}>
          <Time at={createdAt} />
        </span>
        <Button kind="quiet" onPress={() => setIsAsked(true)} aria-label={`Forget ${id}`}>
          Forget …
        </Button>
      </p>
      <Suspense fallback={<Loading />}>
        <Markdown of={text} />
      </Suspense>
      <Confirm
        title="Forget this?"
        lost="Nobody finds it again; the log keeps that it was known."
        verb="Forget"
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        onConfirm={() => forget.run({ id })}
      />
    </li>
  );
}
