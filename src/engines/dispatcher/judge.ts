import type { ByKind, View } from '../../store/port.ts';

/** What is to be done with a worker, told by the records alone. */
export type Judgement =
  | { readonly do: 'nothing' }
  | { readonly do: 'finish'; readonly task: string; readonly generation: number; readonly result: string }
  | { readonly do: 'fail'; readonly task: string; readonly generation: number; readonly reason: string }
  | { readonly do: 'stop'; readonly why: string };

const nothing: Judgement = { do: 'nothing' };

/**
 * D1  A task is finished with the last message of the turn at whose end its worker waited for nothing.
 * D2  A worker whose task was taken from it (cancelled, stolen, lapsed) is stopped at once.
 * D3  A worker that said itself how its task ended is stopped at the end of its turn.
 */
export function judge(view: View, session: ByKind<'session'>): Judgement {
  if (session.wanted === 'stopped' || session.state === 'ended') return nothing;
  const agent = view.get('agent', session.agent);
  if (agent?.state !== 'live') return { do: 'stop', why: 'its agent has left' };
  const task = view.get('task', session.task ?? '');
  if (task === undefined) return { do: 'stop', why: 'its task is gone' };
  if (task.state !== 'running' || task.holder !== session.agent) return withoutTask(session, task);
  if (session.state === 'suspect') return suspect(view, session, task);
  if (!isTurnOver(session) || isWaiting(view, session.agent)) return nothing;
  return ended(session, task);
}

function withoutTask(session: ByKind<'session'>, task: ByKind<'task'>): Judgement {
  if (task.formerHolders.includes(session.agent)) return { do: 'stop', why: lostBecause(task) };
  const isOver = isTurnOver(session) || session.state === 'suspect';
  return isOver ? { do: 'stop', why: endedAs(task) } : nothing;
}

function endedAs({ id, state }: ByKind<'task'>): string {
  return state === 'ready' || state === 'waiting' ? `this attempt at ${id} failed` : `${id} is ${state}`;
}

function lostBecause(task: ByKind<'task'>): string {
  return task.state === 'cancelled' ? `${task.id} was cancelled` : `${task.id} was taken from it`;
}

function isTurnOver({ state, turns }: ByKind<'session'>): boolean {
  return state === 'idle' && turns > 0;
}

/** Given as long again as it may be silent; then its task is another's. */
function suspect(view: View, session: ByKind<'session'>, task: ByKind<'task'>): Judgement {
  const { silenceMs } = session.profile.timers;
  if (view.now - session.changedAt < silenceMs) return nothing;
  return fail(task, session.why ?? 'nothing was heard of its worker for too long');
}

/** Whoever waits for a decision or an answer goes on when it comes. */
function isWaiting(view: View, agent: string): boolean {
  const isAsking = view.list('request', { where: { agent, state: 'open' }, limit: 1 }).length > 0;
  return isAsking || hasOpenQuestion(view, agent) || hasUnreadAnswer(view, agent);
}

const lookBackMax = 100;

function hasOpenQuestion(view: View, agent: string): boolean {
  return view
    .list('message', { where: { from: agent }, newestFirst: true, limit: lookBackMax })
    .filter(({ kind }) => kind === 'question')
    .some(({ id }) =>
      view
        .list('delivery', { where: { message: id } })
        .some(
          ({ openQuestionFor, dueAt }) => openQuestionFor !== null && (dueAt === null || dueAt > view.now),
        ),
    );
}

function hasUnreadAnswer(view: View, agent: string): boolean {
  return view
    .list('delivery', { where: { unreadBy: agent } })
    .some(({ message, state }) => state !== 'expired' && view.get('message', message)?.kind === 'answer');
}

function ended(session: ByKind<'session'>, task: ByKind<'task'>): Judgement {
  const text = session.lastResult ?? '';
  switch (session.lastReason) {
    case 'completed':
      return {
        do: 'finish',
        task: task.id,
        generation: task.generation,
        result: text.trim() === '' ? emptyResult : text,
      };
    // Somebody stopped its turn, and has more to say; or its vendor lets it go on later.
    case 'interrupted':
    case 'rate-limited':
      return nothing;
    default:
      return fail(task, text.trim() === '' ? `its turn ended with ${session.lastReason ?? 'nothing'}` : text);
  }
}

const emptyResult = '(The worker ended its turn without a message.)';

const reasonMax = 10_000;

function fail(task: ByKind<'task'>, reason: string): Judgement {
  return { do: 'fail', task: task.id, generation: task.generation, reason: reason.slice(0, reasonMax) };
}
