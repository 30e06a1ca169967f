import type { Evidence } from '../../../domain/agent.ts';
import type { Session } from '../../../domain/session.ts';
import { isOverTime } from '../../../domain/task-rules.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/agent.ts';
import type { workspaceStatus } from '../../contracts/workspace.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { goneReason } from '../../departure.ts';
import { currentLeader } from '../../election.ts';
import type { Transcripts } from '../../ports.ts';
import { isoInstant, isoTime } from '../../present.ts';
import { signOfLife } from '../../life.ts';
import { questionsToPeople } from '../message/questions.ts';
import { openRequests } from '../request/waiting.ts';
import { runningSessionOf } from '../session/find.ts';
import { liveOf, unknownLive } from '../session/live.ts';
import { heldLocks, runningTasks } from './holdings.ts';
import { agentCard } from './card.ts';

type Ps = OutputOf<typeof contracts.agentPs>;
type AgentRow = OutputOf<typeof workspaceStatus>['agents'][number];

export const ps: Handler<InputOf<typeof contracts.agentPs>, Ps> = async (context, { capability, hung }) => {
  const transcripts = await context.transcripts();
  return context.store.read((view) =>
    agentRows(view, context)
      .filter((row) => capability === undefined || row.capabilities.includes(capability))
      .filter((row) => hung !== true || row.hung)
      .map((row) => withSession(view, row, transcripts)),
  );
};

/** The same of one agent, which lives. */
export function psRow(
  view: View,
  context: Context,
  transcripts: Transcripts,
  agent: ByKind<'agent'>,
): Ps[number] {
  return withSession(view, createRowOf(view, context)(agent), transcripts);
}

function withSession(view: View, row: AgentRow, transcripts: Transcripts): Ps[number] {
  return { ...row, ...sessionPart(view, row.session, transcripts) };
}

function sessionPart(
  view: View,
  id: string | null,
  transcripts: Transcripts,
): Omit<Ps[number], keyof AgentRow> {
  const session = id === null ? undefined : view.get('session', id);
  if (session === undefined) return { profile: null, model: null, queue: null, ...unknownLive };
  const { profile, queue } = session;
  return { profile: profile.name, model: profile.model, queue, ...liveOf(view, session, transcripts) };
}

export function agentRows(view: View, context: Context): AgentRow[] {
  return view.list('agent', { where: { state: 'live' } }).map(createRowOf(view, context));
}

/** What is the same for all rows is looked up once. */
function createRowOf(view: View, context: Context): (agent: ByKind<'agent'>) => AgentRow {
  const leader = currentLeader(view, context)?.agent ?? null;
  const waiting = waitingForPeople(view, context);
  return (agent) => toRow(view, context, agent, leader, waiting);
}

function toRow(
  view: View,
  context: Context,
  agent: ByKind<'agent'>,
  leader: string | null,
  waiting: ReadonlyMap<string, string>,
): AgentRow {
  const tasks = runningTasks(view, context, agent.id);
  const task = tasks[0];
  const session = runningSessionOf(view, agent.id);
  const process = session?.process ?? agent.process;
  const alive = process === null ? 'unknown' : context.machine.evidence(process);
  const isGone = goneReason(view, context, agent) !== null;
  const lastSeenAt = view.get('liveness', agent.id)?.lastSeenAt ?? agent.createdAt;
  const silentMs = view.now - lastSeenAt;
  return {
    ...agentCard(agent),
    state: stateOf({
      isGone,
      alive,
      human: agent.human,
      isRecent: silentMs <= context.settings.leaderLeaseMs,
      hasTask: task !== undefined,
      isWaiting: waiting.has(agent.id),
      session: session?.state ?? null,
    }),
    leader: agent.id === leader,
    task: isGone ? null : (task?.id ?? null),
    taskTitle: isGone ? null : (task?.title ?? null),
    locks: isGone ? [] : heldLocks(view, context, agent.id).map(({ path }) => path),
    lastSeenAt: isoInstant(lastSeenAt),
    alive,
    hung:
      alive === 'alive' &&
      task !== undefined &&
      (session?.state === 'suspect' ||
        silentMs > context.settings.agentLeaseMs ||
        tasks.some((held) => isOverTime(held, signOfLife(view, context, agent.id), view.now))),
    pid: process?.pid ?? null,
    parent: agent.parent,
    directory: agent.directory,
    logFile: agent.logFile,
    session: session?.id ?? null,
    why: session?.why ?? waiting.get(agent.id) ?? null,
    parkedUntil: isoTime(session?.parkedUntil ?? null),
    createdAt: isoInstant(agent.createdAt),
  };
}

interface Signs {
  readonly isGone: boolean;
  readonly alive: Evidence;
  readonly human: boolean;
  /** Heard of within a leader's lease. */
  readonly isRecent: boolean;
  readonly hasTask: boolean;
  readonly isWaiting: boolean;
  /** State of the session by which Shoal runs it; null when it runs by itself. */
  readonly session: Session['state'] | null;
}

/** Law 12: without a living process or a recent word there is no evidence for any other state than unknown. */
function stateOf(signs: Signs): AgentRow['state'] {
  const { isGone, alive, human, isRecent, hasTask, isWaiting, session } = signs;
  if (isGone) return 'gone';
  if (session === 'parked' || session === 'suspect' || session === 'starting') return session;
  const isEvident = alive === 'alive' || (alive === 'unknown' && (isRecent || human));
  if (!isEvident) return 'unknown';
  if (isWaiting) return 'needs you';
  return hasTask || session === 'working' ? 'working' : 'idle';
}

/** Agents that wait for a decision, or have asked a person something which is not answered yet; and for which of both. */
function waitingForPeople(view: View, context: Context): ReadonlyMap<string, string> {
  const askers = questionsToPeople(view).map(({ from }) => from);
  const deciding = openRequests(view, context).map(({ agent }) => agent);
  return new Map([
    ...askers.map((agent) => [agent, 'for an answer'] as const),
    ...deciding.map((agent) => [agent, 'for a decision'] as const),
  ]);
}
