import { useState } from 'react';
import { useAction } from '../../data/actions.ts';
import { call } from '../../data/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, Select } from '../../ui/Field.tsx';
import { Line } from '../../ui/Text.tsx';
import { exact } from '../../ui/time.ts';
import type { RunShown } from './run-shown.ts';
import styles from './Run.module.css';

type Chunk = RunShown['chunks'][number];
const statuses = [
  { id: 'pending', label: '○ pending' },
  { id: 'in_progress', label: '● in progress' },
  { id: 'done', label: '✓ done' },
] as const;

/** The parts of the work, as a list that one may change while it goes on. */
export function Chunks({ run }: { readonly run: RunShown }) {
  const [text, setText] = useState('');
  const add = useAction('chunk.add', {
    done: ({ chunks }) => `${chunks.at(-1)?.id ?? 'A chunk'} is added.`,
    undo: ({ chunks }) => call('chunk.remove', { run: run.id, chunk: chunks.at(-1)?.id ?? '' }),
  });
  const done = run.chunks.filter(({ status }) => status === 'done').length;
  const send = async () => {
    if (text.trim() !== '' && (await add.run({ run: run.id, description: text })) !== undefined) setText('');
  };
  return (
    <div className={styles['chunks']}>
      <p className={styles['quiet']}>
        {done} of {run.chunks.length} done
      </p>
      <ul>
        {run.chunks.map((chunk) => (
          <Row key={chunk.id} run={run.id} chunk={chunk} />
        ))}
      </ul>
      <div className={styles['add']}>
        <Field
          label="Another chunk"
          isLabelHidden
          placeholder="Another chunk"
          value={text}
          onChange={setText}
          onKeyDown={(event) => event.key === 'Enter' && void send()}
        />
        <Button isDisabled={text.trim() === '' || add.isPending} onPress={() => void send()}>
          Add
        </Button>
      </div>
    </div>
  );
}

function Row({ run, chunk }: { readonly run: string; readonly chunk: Chunk }) {
  const [draft, setDraft] = useState<string | null>(null);
  const { id, description, status, history } = chunk;
  const back = () => call('chunk.update', { run, chunk: id, status, description });
  const update = useAction('chunk.update', { done: () => `${id} is changed.`, undo: back });
  const remove = useAction('chunk.remove', {
    done: () => `${id} is removed.`,
    undo: () => call('chunk.add', { run, description }),
  });
  const save = async () => {
    if (draft === null || draft.trim() === '') return;
    if ((await update.run({ run, chunk: id, description: draft })) !== undefined) setDraft(null);
  };
  return (
    <li className={styles['chunk']}>
      <code title={history.map(({ at, by, did }) => `${did} by ${by}, ${exact(at)}`).join('\n')}>{id}</code>
      <Select
        label={`Status of ${id}`}
        isLabelHidden
        value={status}
        options={statuses}
        onChange={(next) => void update.run({ run, chunk: id, status: next })}
      />
      {draft === null ? (
        <Button kind="quiet" onPress={() => setDraft(description)}>
          <span className="hidden-visually">Change {id}:</span>
          <Line of={description} charsMax={200} />
        </Button>
      ) : (
        <Field
          label={`Words of ${id}`}
          isLabelHidden
          value={draft}
          onChange={setDraft}
          autoFocus
          onBlur={() => setDraft(null)}
          onKeyDown={({ key }) => {
            if (key === 'Enter') void save();
            if (key === 'Escape') setDraft(null);
          }}
        />
      )}
      <Button kind="quiet" onPress={() => void remove.run({ run, chunk: id })} aria-label={`Remove ${id}`}>
        Remove
      </Button>
    </li>
  );
}
