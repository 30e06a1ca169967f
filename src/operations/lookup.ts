import type { Kind } from '../domain/kinds.ts';
import { kindSpecs } from '../domain/kinds.ts';
import { ShoalError } from '../domain/errors.ts';
import type { ByKind, View } from '../store/port.ts';

const candidatesMax = 10;

/** By id (t42 or 42), exact title, or a unique prefix of the id. */
export function findTask(view: View, text: string): ByKind<'task'> {
  const byId = findById(view, 'task', text);
  if (byId !== undefined) return byId;
  const prefixed = findByIdPrefix(view, 'task', text);
  if (prefixed.length === 1 && prefixed[0] !== undefined) return prefixed[0];
  if (prefixed.length > 1) throw ambiguous('task', text, prefixed.map(describeTask));
  const titled = view.list('task', { where: { titleKey: text.trim().toLowerCase() }, limit: candidatesMax });
  if (titled.length === 1 && titled[0] !== undefined) return titled[0];
  if (titled.length > 1) throw ambiguous('task', text, titled.map(describeTask));
  return missing('task', text, 'See `shoal list --all`; a title must be given in full.', suggestTasks(view));
}

/** A live agent by name or id. */
export function findAgent(view: View, text: string): ByKind<'agent'> {
  const agent = findLiveAgent(view, text);
  if (agent !== undefined) return agent;
  const gone = findById(view, 'agent', text);
  if (gone !== undefined)
    throw new ShoalError('NOT_FOUND', `${gone.name} (${gone.id}) has left.`, {
      hint: 'See who is here with `shoal ps`.',
    });
  const names = view.list('agent', { where: { state: 'live' }, limit: candidatesMax }).map((one) => one.name);
  return missing('agent', text, 'See who is here with `shoal ps`.', names);
}

function findLiveAgent(view: View, text: string): ByKind<'agent'> | undefined {
  const named = view.list('agent', {
    where: { liveName: text.replace(/^@/, '').toLowerCase() },
    limit: 1,
  })[0];
  if (named !== undefined) return named;
  const byId = findById(view, 'agent', text);
  return byId?.state === 'live' ? byId : undefined;
}

/** A live agent first; of those that are gone the last of that name. */
export function findAnyAgent(view: View, text: string): ByKind<'agent'> {
  const known = findLiveAgent(view, text) ?? findById(view, 'agent', text);
  if (known !== undefined) return known;
  const name = text.replace(/^@/, '').toLowerCase();
  const gone = view.list('agent', { newestFirst: true }).find((one) => one.name.toLowerCase() === name);
  if (gone !== undefined) return gone;
  throw new ShoalError('NOT_FOUND', `There is and was no agent "${text}".`, { hint: 'See `shoal ps`.' });
}

/** `42`, `m42` and `M42` are the same message; likewise for every kind with a prefix. */
export function findById<K extends Kind>(view: View, kind: K, text: string): ByKind<K> | undefined {
  const prefix = kindSpecs[kind].prefix ?? '';
  const number = new RegExp(`^(?:${prefix})?0*(\\d{1,15})$`, 'i').exec(text.trim())?.[1];
  return number === undefined ? undefined : view.get(kind, `${prefix}${number}`);
}

const prefixDigitsMax = 3;

/** Records whose number starts with the digits given, up to three digits further. */
function findByIdPrefix<K extends Kind>(view: View, kind: K, text: string): readonly ByKind<K>[] {
  const prefix = kindSpecs[kind].prefix ?? '';
  const digits = new RegExp(`^(?:${prefix})?([1-9]\\d{0,11})$`, 'i').exec(text.trim())?.[1];
  if (digits === undefined) return [];
  const found: ByKind<K>[] = [];
  for (let more = 1, first = Number(digits) * 10; more <= prefixDigitsMax; more += 1, first *= 10) {
    for (let number = first; number < first + 10 ** more && found.length < candidatesMax; number += 1) {
      const record = view.get(kind, `${prefix}${number}`);
      if (record !== undefined) found.push(record);
    }
  }
  return found;
}

export function describeTask(task: ByKind<'task'>): string {
  return `${task.id} ${task.title}`;
}

export function ambiguous(what: string, text: string, candidates: readonly string[]): ShoalError {
  return new ShoalError('AMBIGUOUS', `"${text}" is more than one ${what}: ${candidates.join('; ')}.`, {
    hint: 'Use the id.',
    details: { candidates },
  });
}

function missing(what: string, text: string, hint: string, candidates: readonly string[]): never {
  const known = candidates.length === 0 ? '' : ` There are: ${candidates.join('; ')}.`;
  throw new ShoalError('NOT_FOUND', `There is no ${what} "${text}".${known}`, {
    hint,
    details: { candidates },
  });
}

function suggestTasks(view: View): readonly string[] {
  return view.list('task', { newestFirst: true, limit: candidatesMax }).map(describeTask);
}
