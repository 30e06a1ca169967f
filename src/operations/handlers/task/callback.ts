import type { ByKind, Transaction, View } from '../../../store/port.ts';
import { post } from '../message/post.ts';

/**
 * Tells whoever asked for it how the task ended, in the very commit in which it ends: exactly once, whatever dies. A task
 * that goes on says nothing. The body is the whole result; who it is from says the rest.
 */
export function callBack(tx: Transaction, task: ByKind<'task'>): void {
  const { callback, state } = task;
  if (callback === undefined || callback === null || !isEnd(state)) return;
  const recipient = recipientOf(tx, callback);
  post(tx, {
    from: `queue:${task.queue} · ${task.id} · ${state}`,
    to: tx.get('agent', recipient ?? callback)?.name ?? callback,
    body: bodyOf(task),
    task: task.id,
    recipients: recipient === null ? [] : [recipient],
  });
}

function isEnd(state: ByKind<'task'>['state']): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

function bodyOf({ state, result, error }: ByKind<'task'>): string {
  if (state === 'done') return result ?? 'It ended without a word.';
  return error ?? (state === 'cancelled' ? 'It was cancelled.' : 'It failed without a reason.');
}

/** A session that was resumed goes on under the same name as another agent. null: nobody is left. */
function recipientOf(view: View, asked: string): string | null {
  const agent = view.get('agent', asked);
  if (agent === undefined || agent.state === 'live') return agent?.id ?? null;
  return view.list('agent', { where: { liveName: agent.name.toLowerCase() }, limit: 1 })[0]?.id ?? null;
}
