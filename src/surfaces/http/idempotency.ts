import { createHash } from 'node:crypto';
import { ShoalError } from '../../domain/errors.ts';
import type { Context } from '../../operations/context.ts';
import { keepUnderKey } from '../../operations/once.ts';
import type { OperationName } from '../../operations/manifest.ts';

const keyMax = 200;

/** Of the header `Idempotency-Key`. */
export function keyOf(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key');
  if (key === null) return undefined;
  if (key.length > 0 && key.length <= keyMax) return key;
  throw new ShoalError('INVALID_INPUT', `Idempotency-Key must be 1 to ${keyMax} characters long.`, {
    hint: 'Use a UUID: one per command, the same when you try again.',
  });
}

/** What is kept under a key: `answer` only once the first call has ended well, and only of what may not be repeated. */
interface Kept {
  readonly of: string;
  readonly isAnswered: boolean;
  readonly answer: unknown;
}

/** Their answers hold what the store must not: a token, in clear. */
const TOLD_ONCE: ReadonlySet<OperationName> = new Set<OperationName>(['agent.join']);

export interface Keyed {
  readonly name: OperationName;
  readonly input: Record<string, unknown>;
  readonly actor: string;
  readonly key: string;
  /** It looks its key up in its own commit: running it again gives the first answer. */
  readonly mayRepeat: boolean;
}

/**
 * Runs a command once per key. That one without a key of its own has begun is on disk before it begins, so a crash in
 * between never leads to a second run: the same call then hears that the outcome is not known. A refusal is not kept,
 * because it has changed nothing.
 */
export function createOnce(): <T>(context: Context, call: Keyed, run: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<unknown>>();
  return async <T>(context: Context, call: Keyed, run: () => Promise<T>): Promise<T> => {
    const id = `http.${call.name}:${call.actor}:${call.key}`;
    // Of several at once, one runs; the others are then given what it was, or are the next to try.
    for (let other = running.get(id); other !== undefined; other = running.get(id))
      await other.catch(() => undefined);
    const work = keptOrRun(context, { ...call, id, of: fingerprint(call.input) }, run);
    running.set(id, work);
    try {
      return await work;
    } finally {
      running.delete(id);
    }
  };
}

/** However long it waits, and in whatever order its fields are, it is the same call. */
function fingerprint({ waitMs: _wait, ...input }: Record<string, unknown>): string {
  const fields = Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

type Call = Pick<Keyed, 'name' | 'mayRepeat'> & { readonly id: string; readonly of: string };

async function keptOrRun<T>(context: Context, call: Call, run: () => Promise<T>): Promise<T> {
  const { store } = context;
  const { id, of } = call;
  const kept = await begin(context, call);
  if (kept !== null && (kept.isAnswered || kept.of !== of || !call.mayRepeat))
    return keptAnswer<T>(kept, call);
  try {
    const answer = await run();
    if (call.mayRepeat) return answer;
    const result: Kept = { of, isAnswered: true, answer: TOLD_ONCE.has(call.name) ? null : (answer ?? null) };
    await keepAnswer(store, id, result);
    return answer;
  } catch (error) {
    if (error instanceof ShoalError && kept === null) await forget(store, id);
    throw error;
  }
}

/** What an earlier call has left; null when this is the first. */
function begin(context: Context, { id, of }: Call): Promise<Kept | null> {
  return context.store.transact((tx) => {
    const found = tx.get('idempotency', id);
    if (found !== undefined && found.dueAt > tx.now) return found.result as Kept; // written below
    const result: Kept = { of, isAnswered: false, answer: null };
    keepUnderKey(tx, context, id, result);
    return null;
  });
}

/** Unless so many came after it that it is no longer kept. */
function keepAnswer(store: Context['store'], id: string, result: Kept): Promise<void> {
  return store.transact((tx) => {
    if (tx.get('idempotency', id) !== undefined)
      tx.update('idempotency', id, { result }, { type: 'idempotency.kept' });
  });
}

async function forget(store: Context['store'], id: string): Promise<void> {
  await store.transact((tx) => {
    if (tx.get('idempotency', id) !== undefined)
      tx.remove('idempotency', id, { type: 'idempotency.expired' });
  });
}

function keptAnswer<T>(kept: Kept, { of, name }: Call): T {
  if (kept.of !== of)
    throw new ShoalError('CONFLICT', 'The Idempotency-Key was used for another call.', {
      hint: 'Use a new key for each command.',
    });
  if (kept.isAnswered && TOLD_ONCE.has(name))
    throw new ShoalError('CONFLICT', `The first ${name} with this key was done; its token is told once.`, {
      hint: 'If the token was lost, end that agent and join again.',
    });
  if (kept.isAnswered) return kept.answer as T; // what the same operation gave
  throw new ShoalError('CONFLICT', `Whether the first ${name} with this key was done is not known.`, {
    hint: 'The daemon ended while it ran. Look at the state before you send it with a new key.',
  });
}
