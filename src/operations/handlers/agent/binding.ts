import { type Agent, processKey, type ProcessRef } from '../../../domain/agent.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { sessionKey } from '../../caller.ts';
import type { Context } from '../../context.ts';
import type { Ancestor, CallerFacts } from '../../ports.ts';

/** What an agent is known by from now on, and the process that shows its life. */
export interface Binding {
  readonly by: 'token' | 'session' | 'process';
  readonly sessionKey: string | null;
  readonly process: ProcessRef | null;
  readonly harness: string;
}

/**
 * A harness session is known by its id, and lives as long as the harness's process. Without one, the nearest ancestor
 * that is not a one-shot shell is the agent: a script, a harness, or the shell of a terminal.
 */
export function bindingOf(facts: CallerFacts): Binding {
  if (facts.session !== null) {
    const { session } = facts;
    const host = facts.ancestors.find(({ harness, oneShot }) => harness === session.harness && !oneShot);
    return {
      by: 'session',
      sessionKey: sessionKey(session),
      process: host?.process ?? null,
      harness: session.harness,
    };
  }
  const own = ownProcess(facts.ancestors);
  const harness = facts.ancestors.find((ancestor) => ancestor.harness !== null)?.harness;
  const kind = own?.harness ?? harness ?? (facts.provenHuman ? 'terminal' : 'script');
  return {
    by: own === undefined ? 'token' : 'process',
    sessionKey: null,
    process: own?.process ?? null,
    harness: kind,
  };
}

/** The agent that this very session, token or process already is: not one that an outer process is. */
export function findSelf(
  view: View,
  { facts, machine }: Pick<Context, 'facts' | 'machine'>,
  binding: Binding,
): ByKind<'agent'> | undefined {
  if (facts.token !== null) {
    const byToken = live(view.list('agent', { where: { tokenHash: machine.sha256(facts.token) } }));
    if (byToken !== undefined) return byToken;
  }
  if (binding.sessionKey !== null)
    return live(view.list('agent', { where: { sessionKey: binding.sessionKey } }));
  const marked =
    facts.marker === null ? undefined : live(view.list('agent', { where: { marker: facts.marker } }));
  if (marked !== undefined) return marked;
  if (binding.process === null) return undefined;
  return live(view.list('agent', { where: { processKey: processKey(binding.process) } }));
}

export function boundTo(agent: Agent): 'token' | 'session' | 'process' | 'person' {
  if (agent.human) return 'person';
  if (agent.sessionKey !== null) return 'session';
  return agent.processKey === null ? 'token' : 'process';
}

function ownProcess(ancestors: readonly Ancestor[]): Ancestor | undefined {
  return ancestors.find(({ oneShot }) => !oneShot);
}

function live(agents: readonly ByKind<'agent'>[]): ByKind<'agent'> | undefined {
  return agents.find(({ state }) => state === 'live');
}
