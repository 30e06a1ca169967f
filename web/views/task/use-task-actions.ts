import { useAction } from '../../data/actions.ts';
import { call } from '../../data/api.ts';
import type { Task } from './use-edit.ts';

export type TaskActionsOf = ReturnType<typeof useTaskActions>;

/** What a person does with a task, each with what takes it back where something can. */
export function useTaskActions(task: Task) {
  const { id } = task;
  const isFresh = task.attempts === 0 && task.state !== 'running';
  const cancel = useAction('task.cancel', {
    done: () => `${id} is cancelled.`,
    ...(isFresh ? { undo: () => call('task.retry', { id }) } : {}),
  });
  const retry = useAction('task.retry', { done: () => `${id} can be claimed again.` });
  const claim = useAction('task.claim', {
    done: () => `${id} is yours.`,
    undo: () => call('task.release', { id }),
  });
  const release = useAction('task.release', {
    done: () => `${id} is given back.`,
    undo: () => call('task.claim', { id, another: true }),
  });
  const finish = useAction('task.done', { done: () => `${id} is done.` });
  const steal = useAction('task.steal', {
    done: () => `${id} is yours now; ${task.holderName ?? 'its holder'} is told.`,
    undo: () => call('task.release', { id }),
  });
  const reassign = useAction('task.steal', {
    done: () => `${id} is taken from ${task.holderName ?? 'its holder'}; another can claim it.`,
  });
  const assign = useAction('task.assign', {
    done: (_, { assignee }) => `${id} is for ${assignee}.`,
    undo: () => call('task.assign', { id, assignee: task.assignee ?? 'anyone' }),
  });
  const note = useAction('task.note', { done: () => `Noted on ${id}.` });
  const send = useAction('message.send', { done: (_, { to }) => `Sent to ${to?.join(', ') ?? 'all'}.` });
  const edit = useAction('task.edit', { done: () => `${id} waits no longer.` });
  return {
    cancel: (reason?: string) => cancel.run({ id, ...(reason === undefined ? {} : { reason }) }),
    retry: () => retry.run({ id }),
    claim: () => claim.run({ id, another: true }),
    release: () => release.run({ id }),
    done: (summary: string) => finish.run({ id, summary }),
    /** From its holder, who is told; for oneself, or for whoever claims it next. */
    steal: (reason: string, isKept: boolean) =>
      isKept ? steal.run({ id, reason }) : reassign.run({ id, reason, assignee: 'anyone' }),
    assign: (assignee: string) => assign.run({ id, assignee }),
    note: (text: string) => note.run({ id, text }),
    message: (text: string) => send.run({ text, to: [task.holderName ?? ''] }),
    hurry: () => edit.run({ id, notBefore: 0 }),
  };
}
