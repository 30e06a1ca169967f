import type { SessionExit } from '../../../domain/session.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import { command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { departAgent, type Freed, noneFreed } from '../../departure.ts';
import type { KillOutcome } from '../../ports.ts';
import { waitUntil } from '../../wait.ts';

/** From SIGTERM over SIGKILL to the end of what was left behind. */
const waitMs = 20_000;

interface Stopped {
  readonly ended: KillOutcome;
  readonly freed: Freed;
}

/** Says that a session is to end, and waits until it has; without a daemon that answers its processes are ended here. */
export async function stopSession(
  context: Context,
  session: ByKind<'session'>,
  agent: ByKind<'agent'>,
  why: string,
): Promise<Stopped> {
  const held = await context.store.read((view) =>
    view.list('task', { where: { holder: agent.id } }).map(({ id }) => id),
  );
  await command(context, (tx) => want(tx, session, why));
  const daemon = await (await context.daemon()).status();
  if (daemon === null) return here(context, session, agent, why);
  if (daemon.answers) return byDaemon(context, session, held);
  // It hangs: its agents need not run on for that. It, or the next, records the end.
  const ended = await context.processes.killTree(session.process, agent.marker);
  return { ended, freed: noneFreed };
}

function want(tx: Transaction, { id }: ByKind<'session'>, why: string): void {
  const session = tx.get('session', id);
  if (session === undefined || session.state === 'ended') return;
  const note = { type: 'session.stop-asked', agent: session.agent, task: session.task };
  tx.update('session', id, { wanted: 'stopped', why }, note);
}

async function byDaemon(
  context: Context,
  { id, process }: ByKind<'session'>,
  held: readonly string[],
): Promise<Stopped> {
  const session = await waitUntil(context, waitMs, () =>
    context.store.read((view) => {
      const now = view.get('session', id);
      return now === undefined || now.state === 'ended' ? (now ?? null) : undefined;
    }),
  );
  const pids = process === null ? [] : [process.pid];
  if (session === undefined)
    return {
      ended: { outcome: 'survived', killedPids: [], survivingPids: pids },
      freed: noneFreed,
    };
  return {
    ended: { outcome: pids.length > 0 ? 'killed' : 'gone', killedPids: pids, survivingPids: [] },
    freed: { tasks: held, locks: [] },
  };
}

async function here(
  context: Context,
  session: ByKind<'session'>,
  agent: ByKind<'agent'>,
  why: string,
): Promise<Stopped> {
  const ended = await context.processes.killTree(session.process, agent.marker);
  if (ended.outcome === 'survived') return { ended, freed: noneFreed };
  const exit: SessionExit = { class: 'killed-by-us', code: null, signal: null, text: null };
  const freed = await command(context, (tx) => {
    const gone = {
      state: 'ended',
      why,
      exit,
      child: null,
      process: null,
      parkedUntil: null,
      endedAt: tx.now,
      changedAt: tx.now,
    } as const;
    if (tx.get('session', session.id)?.state !== 'ended')
      tx.update('session', session.id, gone, { type: 'session.ended', agent: agent.id, task: session.task });
    return departAgent(tx, agent, 'killed');
  });
  return { ended, freed };
}
