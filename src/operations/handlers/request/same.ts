import type { Agent } from '../../../domain/agent.ts';
import type { View } from '../../../store/port.ts';

/** Generations of agents, and forks of forks, that are followed. */
const depthMax = 100;

/**
 * Whether the agent is the asker or acts for it: the same harness session or process under another name, one that the
 * asker started (and so on down), or the same conversation before or after a fork.
 */
export function actsFor(view: View, agent: Agent, asker: string): boolean {
  if (agent.id === asker) return true;
  const other = view.get('agent', asker);
  if (other === undefined) return false;
  return sharesBody(agent, other) || descends(view, agent, asker) || forked(view, agent.id, asker);
}

function sharesBody(one: Agent, other: Agent): boolean {
  return (['sessionKey', 'processKey', 'marker'] as const).some(
    (field) => one[field] !== null && one[field] === other[field],
  );
}

function descends(view: View, agent: Agent, asker: string): boolean {
  let parent = agent.parent;
  for (let depth = 0; parent !== null && depth < depthMax; depth += 1) {
    if (parent === asker) return true;
    parent = view.get('agent', parent)?.parent ?? null;
  }
  return false;
}

function forked(view: View, one: string, other: string): boolean {
  const [ofOne, ofOther] = [originsOf(view, one), originsOf(view, other)];
  return [...ofOne].some((session) => ofOther.has(session));
}

/** The agent's sessions, and those that they were forked from. */
function originsOf(view: View, agent: string): ReadonlySet<string> {
  const origins = new Set(view.list('session', { where: { agent } }).map(({ id }) => id));
  for (const id of origins) {
    const from = view.get('session', id)?.forkOf;
    if (typeof from === 'string' && origins.size < depthMax) origins.add(from);
  }
  return origins;
}
