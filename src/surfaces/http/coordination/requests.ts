import { ShoalError } from '../../../domain/errors.ts';
import { toPriority } from './shapes.ts';

type Input = Record<string, unknown>;

const TASK_FIELDS = [
  'queue',
  'payload',
  'priority',
  'id',
  'title',
  'type',
  'required_capabilities',
  'max_attempts',
  'delay',
  'run_at',
  'metadata',
] as const;

/** `task.add` for a body of POST /tasks. Their `id` is an idempotency key: ours are given by the workspace. */
export function addInput(body: Input, now: number): Input {
  const { queue, payload = {}, id, type, metadata } = only(body, TASK_FIELDS);
  return defined({
    title: titleOf(body),
    queue,
    data: payload,
    priority: toPriority(body['priority']),
    key: id,
    tags: type === undefined ? undefined : [type],
    needs: body['required_capabilities'],
    maxAttempts: body['max_attempts'],
    notBefore: notBefore(body, now),
    context: metadata === undefined ? undefined : JSON.stringify(metadata),
  });
}

/** What their task is about is in its payload: tasks of one action share a title, and so what was learnt on them. */
function titleOf({ title, payload, type, queue }: Input): unknown {
  if (title !== undefined) return title;
  const { title: named, action } = isObject(payload) ? payload : {};
  for (const words of [named, action])
    if (typeof words === 'string' && words.trim() !== '') return words.slice(0, 500);
  return `${typeof type === 'string' ? type : 'Task'} of ${typeof queue === 'string' ? queue : 'default'}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** `delay` in seconds, or `run_at` as ISO 8601. */
function notBefore({ delay, run_at: runAt }: Input, now: number): number | undefined {
  if (delay === undefined && runAt === undefined) return undefined;
  if (delay !== undefined && runAt !== undefined)
    throw new ShoalError('INVALID_INPUT', 'delay and run_at are given both.', {
      hint: 'Leave one of them out.',
    });
  const at =
    typeof delay === 'number' && delay >= 0 ? now + Math.round(delay * 1000) : Date.parse(String(runAt));
  if (Number.isFinite(at)) return Math.max(0, at);
  throw new ShoalError('INVALID_INPUT', 'delay must be seconds, or run_at an instant.', {
    hint: 'For example "delay": 30, or "run_at": "2026-01-31T12:00:00Z".',
  });
}

/** Refuses what is not known: it would be dropped in silence. */
export function only(body: Input, known: readonly string[]): Input {
  const other = Object.keys(body).find((field) => !known.includes(field));
  if (other === undefined) return body;
  throw new ShoalError('INVALID_INPUT', `${other} must be left out (known: ${known.join(', ')}).`, {
    hint: 'Put what is yours into payload or metadata.',
  });
}

export function defined(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

/** Refuses a parameter that the route does not know, or that is given twice. */
export function onlyQuery(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (known.includes(name) && query.getAll(name).length === 1) continue;
    const what = known.includes(name) ? 'is given twice' : 'must be left out';
    throw new ShoalError('INVALID_INPUT', `?${name.slice(0, 64)} ${what}.`, {
      hint: known.length === 0 ? 'This route takes no parameters.' : `Known: ${known.join(', ')}.`,
    });
  }
}

export function numberOf(name: string, given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ShoalError('INVALID_INPUT', `${name} must be a number; got ${JSON.stringify(given)}.`, {
    hint: `For example ${name}=10.`,
  });
}

export function switchOf(name: string, given: unknown): true | undefined {
  if (given === undefined || given === false || given === 'false') return undefined;
  if (given === true || given === 'true') return true;
  throw new ShoalError('INVALID_INPUT', `${name} must be true or false; got ${JSON.stringify(given)}.`, {
    hint: `For example ${name}=true.`,
  });
}
