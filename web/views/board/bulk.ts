import { useCallback, useRef, useState } from 'react';
import { call, type Input, type Output } from '../../data/api.ts';
import { sayError, wordsOf } from '../../data/actions.ts';
import type { TaskRow } from '../../data/tasks.ts';
import { toast } from '../../ui/Toasts.tsx';

/** One change of one task, and what takes it back; null: nothing can. */
interface Step {
  readonly run: () => Promise<unknown>;
  readonly undo: (() => Promise<unknown>) | null;
}

export interface Change {
  /** Past tense, after the count: `moved to the queue api`. */
  readonly said: string;
  /** undefined: it does not apply to this task. */
  readonly of: (row: TaskRow) => Step | undefined;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

type EditInput = Omit<Input<'task.edit'>, 'id'>;

function edit(id: string, patch: EditInput): () => Promise<Output<'task.edit'>> {
  return () => call('task.edit', { id, ...patch });
}

/** No edit where nothing changes. */
function editing(
  said: string,
  patchOf: (row: TaskRow) => { now: EditInput; before: EditInput } | undefined,
): Change {
  return {
    said,
    of: (row) => {
      const patch = patchOf(row);
      return patch && { run: edit(row.id, patch.now), undo: edit(row.id, patch.before) };
    },
  };
}

export function withPriority(priority: number): Change {
  return editing(`with priority ${priority}`, (row) =>
    row.priority === priority ? undefined : { now: { priority }, before: { priority: row.priority } },
  );
}

export function inQueue(queue: string): Change {
  return editing(`in the queue ${queue}`, (row) =>
    row.queue === queue ? undefined : { now: { queue }, before: { queue: row.queue } },
  );
}

/** `+slow` and `slow` add a tag, `-slow` takes it away. */
export function withTags(words: readonly string[]): Change {
  const gone = new Set(words.flatMap((word) => (word.startsWith('-') ? [word.slice(1)] : [])));
  const more = words.flatMap((word) => (word.startsWith('-') ? [] : [word.replace(/^\+/, '')]));
  return editing(`tagged ${words.join(' ')}`, ({ tags: before }) => {
    const tags = [...new Set([...before, ...more])].filter((tag) => !gone.has(tag));
    return tags.join('\n') === before.join('\n') ? undefined : { now: { tags }, before: { tags: before } };
  });
}

export function assignedTo(assignee: string): Change {
  const assign = (id: string, to: string) => () => call('task.assign', { id, assignee: to });
  return {
    said: `for ${assignee}`,
    of: ({ id, state, assignee: before }) =>
      state === 'running' || before === assignee
        ? undefined
        : { run: assign(id, assignee), undo: assign(id, before ?? 'anyone') },
  };
}

export const retried: Change = {
  said: 'to be tried again',
  of: ({ id, state }) =>
    state === 'failed' || state === 'cancelled'
      ? { run: () => call('task.retry', { id }), undo: null }
      : undefined,
};

/** What was never begun comes back whole; what ran has lost its holder, which undo does not give back. */
export const cancelled: Change = {
  said: 'cancelled',
  of: ({ id, state, attempts }) => {
    if (state === 'done' || state === 'cancelled') return undefined;
    const isFresh = attempts === 0 && state !== 'running';
    return {
      run: () => call('task.cancel', { id }),
      undo: isFresh ? () => call('task.retry', { id }) : null,
    };
  },
};

const atOnce = 6;

/** Changes tasks, some at a time, says how far it is, and offers to take back what can be. */
export function useBulk() {
  const [progress, setProgress] = useState<Progress | null>(null);
  const ending = useRef<AbortController>(null);
  const run = useCallback(async (rows: readonly TaskRow[], change: Change): Promise<void> => {
    const steps = rows.flatMap((row) => change.of(row) ?? []);
    if (steps.length === 0) {
      toast('Nothing changes by that.');
      return;
    }
    const { signal } = (ending.current = new AbortController());
    const { done, errors } = await all(steps, ({ run: one }) => one(), { signal, onProgress: setProgress });
    setProgress(null);
    sayDone(done, change.said);
    if (errors.length > 0) sayErrors(errors, steps.length);
  }, []);
  return { progress, run, stop: useCallback(() => ending.current?.abort(), []) };
}

function sayDone(done: readonly Step[], said: string): void {
  if (done.length === 0) return;
  const undoable = done.filter(({ undo }) => undo !== null);
  const text = `${done.length === 1 ? '1 task' : `${done.length} tasks`} ${said}.`;
  toast(text, undoable.length === 0 ? {} : { undo: () => undoAll(undoable) });
}

async function undoAll(steps: readonly Step[]): Promise<void> {
  const { errors } = await all(steps, async ({ undo }) => undo?.(), {});
  if (errors.length === 0) toast('Undone.');
  else sayErrors(errors, steps.length);
}

function sayErrors(errors: readonly unknown[], of: number): void {
  if (of === 1) return sayError(errors[0]);
  toast(`${errors.length} of ${of} were not changed: ${wordsOf(errors[0]).message}`, { isError: true });
}

interface AllOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

async function all(
  steps: readonly Step[],
  act: (step: Step) => Promise<unknown>,
  { signal, onProgress }: AllOptions,
): Promise<{ readonly done: readonly Step[]; readonly errors: readonly unknown[] }> {
  const done: Step[] = [];
  const errors: unknown[] = [];
  const left = steps.values();
  const worker = async () => {
    for (const step of left) {
      if (signal?.aborted === true) return;
      await act(step).then(
        () => done.push(step),
        (error: unknown) => errors.push(error),
      );
      onProgress?.({ done: done.length + errors.length, total: steps.length });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { done, errors };
}
