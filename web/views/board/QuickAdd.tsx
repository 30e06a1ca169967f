import { useEffect, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { useAction } from '../../data/actions.ts';
import { call, type Input } from '../../data/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { useKept } from '../../ui/use-kept.ts';
import styles from './QuickAdd.module.css';

interface QuickAddProps {
  /** Tasks that the new one waits for, to begin with. */
  readonly dependsOn?: string;
  readonly onOpen: (id: string) => void;
}

const blank = { title: '', description: '', queue: '', priority: '', tags: '' };

/** A new task; stays for the next, with the same queue, priority and tags. What is written is kept until it is closed. */
export function QuickAdd({ dependsOn = '', onOpen }: QuickAddProps) {
  const [draft, setDraft, end] = useKept(`new task ${dependsOn}`, { ...blank, dependsOn });
  useEffect(() => end, [end]);
  const [added, setAdded] = useState<readonly { readonly id: string; readonly title: string }[]>([]);
  const title = useRef<HTMLDivElement>(null);
  const { run, isPending } = useAction('task.add', {
    done: (output) => `${first(output)?.id} is there.`,
    undo: async (output) => {
      const { id } = first(output) ?? {};
      if (id === undefined) return;
      await call('task.cancel', { id, reason: 'added by mistake' });
      setAdded((before) => before.filter((one) => one.id !== id));
    },
  });
  const add = async () => {
    const output = await run(toInput(draft));
    const task = output === undefined ? undefined : first(output);
    if (task === undefined) return;
    setAdded((before) => [{ id: task.id, title: task.title }, ...before]);
    setDraft((before) => ({ ...before, title: '', description: '' }));
    title.current?.querySelector('input')?.focus();
  };
  const entry = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft((before) => ({ ...before, [name]: value })),
  });
  return (
    <Form
      className={styles['form'] ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.title.trim() !== '') void add();
      }}
    >
      <h2>New task</h2>
      <div ref={title}>
        <Field label="Title" autoFocus maxLength={500} {...entry('title')} />
      </div>
      <Field label="Description" lines={4} {...entry('description')} />
      <div className={styles['pair']}>
        <Field label="Queue" placeholder="default" {...entry('queue')} />
        <Field label="Priority" placeholder="5" hint="1 to 10, 10 most urgent" {...entry('priority')} />
      </div>
      <Field label="Tags" placeholder="tests api" {...entry('tags')} />
      <Field label="Depends on" hint="Ids: t4 t7" {...entry('dependsOn')} />
      <div>
        <Button
          type="submit"
          kind="main"
          shortcut="Enter"
          isDisabled={isPending || draft.title.trim() === ''}
        >
          Add
        </Button>
      </div>
      {added.length > 0 && (
        <ul aria-label="Added just now" className={styles['added']}>
          {added.map(({ id, title: of }) => (
            <li key={id}>
              <Button kind="quiet" onPress={() => onOpen(id)}>
                <code>{id}</code> {of}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Form>
  );
}

function toInput({
  title,
  description,
  queue,
  priority,
  tags,
  dependsOn,
}: typeof blank & { readonly dependsOn: string }): Input<'task.add'> {
  const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
  return {
    title: title.trim(),
    ...(description.trim() === '' ? {} : { description }),
    ...(queue.trim() === '' ? {} : { queue: queue.trim() }),
    ...(priority.trim() === '' ? {} : { priority: Number(priority) }),
    ...(words(tags).length === 0 ? {} : { tags: words(tags) }),
    ...(words(dependsOn).length === 0 ? {} : { dependsOn: words(dependsOn) }),
  };
}

/** One title adds one task; the operation can add many. */
function first<T>(output: T | readonly T[]): T | undefined {
  return Array.isArray(output) ? (output[0] as T | undefined) : (output as T);
}
