import type { ByKind, View } from '../../../store/port.ts';
import type * as contracts from '../../contracts/session.ts';
import type { OutputOf } from '../../define.ts';
import { agentName, isoInstant, isoTime } from '../../present.ts';

export type SessionObject = OutputOf<typeof contracts.sessionStart>;

export function toSession(view: View, session: ByKind<'session'>): SessionObject {
  const { profile, exit } = session;
  return {
    id: session.id,
    agent: session.agent,
    agentName: agentName(view, session.agent) ?? session.agent,
    profile: profile.name,
    harness: profile.harness,
    model: profile.model,
    permission: profile.permission,
    directory: session.directory,
    task: session.task,
    queue: session.queue,
    wanted: session.wanted,
    state: session.state,
    why: session.why,
    harnessSession: session.harnessSession,
    forkOf: session.forkOf,
    pid: session.process?.pid ?? null,
    starts: session.starts,
    crashes: session.crashes,
    turns: session.turns,
    requests: view.list('request', { where: { session: session.id, state: 'open' } }).length,
    parkedUntil: isoTime(session.parkedUntil),
    exitClass: exit?.class ?? null,
    exitCode: exit?.code ?? null,
    exitSignal: exit?.signal ?? null,
    exitText: exit?.text ?? null,
    lastReason: session.lastReason,
    lastResult: session.lastResult,
    createdAt: isoInstant(session.createdAt),
    changedAt: isoInstant(session.changedAt),
    endedAt: isoTime(session.endedAt),
  };
}
