import { ShoalError } from '../../../domain/errors.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { findById } from '../../lookup.ts';

/** By its own id, or by its agent's name or id; of an agent's sessions the latest, and a live agent before those that left. */
export function findSession(view: View, text: string): ByKind<'session'> {
  const byId = /^s\d+$/i.test(text.trim()) ? findById(view, 'session', text) : undefined;
  const found = byId ?? ofAgent(view, text.replace(/^@/, '').trim());
  if (found !== undefined) return found;
  throw new ShoalError('NOT_FOUND', `There is no session "${text}".`, {
    hint: 'See `shoal sessions --all`; Shoal runs only what was started with `shoal start`.',
  });
}

function ofAgent(view: View, text: string): ByKind<'session'> | undefined {
  const lower = text.toLowerCase();
  const live = view.list('agent', { where: { liveName: lower }, limit: 1 })[0];
  const agent = live ?? (/^a\d+$/i.test(text) ? findById(view, 'agent', text) : undefined);
  const latest = agent === undefined ? undefined : lastSessionOf(view, agent.id);
  return latest ?? latestNamed(view, lower);
}

const lookBackMax = 1_000;

/** Its agent has left, so that no index holds its name. */
function latestNamed(view: View, lower: string): ByKind<'session'> | undefined {
  return view
    .list('session', { newestFirst: true, limit: lookBackMax })
    .find(({ agent }) => view.get('agent', agent)?.name.toLowerCase() === lower);
}

/** The session that an agent lives by; undefined for agents that Shoal does not run. */
export function runningSessionOf(view: View, agent: string): ByKind<'session'> | undefined {
  const last = lastSessionOf(view, agent);
  return last?.state === 'ended' ? undefined : last;
}

/** Running or ended; undefined for agents that Shoal never ran. */
export function lastSessionOf(view: View, agent: string): ByKind<'session'> | undefined {
  return view.list('session', { where: { agent }, newestFirst: true, limit: 1 })[0];
}

/** The session that was started for a task last, running or ended. */
export function lastSessionFor(view: View, task: string): ByKind<'session'> | undefined {
  return view.list('session', { where: { task }, newestFirst: true, limit: 1 })[0];
}
