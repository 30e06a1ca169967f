import { createHash } from 'node:crypto';
import { ShoalError } from '../../domain/errors.ts';
import { idempotencyTtlMs } from '../../domain/workspace.ts';
import type { Context } from '../../operations/context.ts';
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

/** What is kept under a key: `answer` only once the first call has ended well. */
interface Kept {
  readonly of: string;
  readonly isAnswered: boolean;
  readonly answer: unknown;
}

export interface Keyed {
  readonly name: OperationName;
  readonly input: Record<string, unknown>;
  readonly actor: string;
  readonly key: string;
}

/**
 * Runs a command that takes no key of its own once per key. That it has begun is on disk before it begins, so a crash in
 * between never leads to a second run: the same call then hears that the outcome is not known. A refusal is not kept,
 * because it has changed nothing.
 */
export function createOnce(): <T>(context: Context, call: Keyed, run: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<unknown>>();
  return async <T>(context: Context, call: Keyed, run: () => Promise<T>): Promise<T> => {
    const id = `http.${call.name}:${call.actor}:${call.key}`;
    const of = createHash('sha256').update(JSON.stringify(call.input)).digest('hex');
    const other = running.get(id);
    // Of two at once, the second waits and is then given what the first was.
    if (other !== undefined) await other.catch(() => undefined);
    const work = keptOrRun(context, { id, of, name: call.name }, run);
    running.set(id, work);
    try {
      return await work;
    } finally {
      if (running.get(id) === work) running.delete(id);
    }
  };
}

async function keptOrRun<T>(
  { store }: Context,
  { id, of, name }: { id: string; of: string; name: OperationName },
  run: () => Promise<T>,
): Promise<T> {
  const kept = await store.transact((tx) => {
    const found = tx.get('idempotency', id);
    if (found !== undefined && found.dueAt > tx.now) return found.result as Kept; // written below
    if (found !== undefined) tx.remove('idempotency', id, { type: 'idempotency.expired' });
    const result: Kept = { of, isAnswered: false, answer: null };
    const record = { id, result, createdAt: tx.now, dueAt: tx.now + idempotencyTtlMs };
    tx.create('idempotency', record, { type: 'idempotency.kept' });
    return null;
  });
  if (kept !== null) return keptAnswer<T>(kept, of, name);
  try {
    const answer = await run();
    const result: Kept = { of, isAnswered: true, answer: answer ?? null };
    await store.transact((tx) => tx.update('idempotency', id, { result }, { type: 'idempotency.kept' }));
    return answer;
  } catch (error) {
    if (error instanceof ShoalError) await forget(store, id);
    throw error;
  }
}

async function forget(store: Context['store'], id: string): Promise<void> {
  await store.transact((tx) => {
    if (tx.get('idempotency', id) !== undefined)
      tx.remove('idempotency', id, { type: 'idempotency.expired' });
  });
}

function keptAnswer<T>(kept: Kept, of: string, name: OperationName): T {
  if (kept.of !== of)
    throw new ShoalError('CONFLICT', 'The Idempotency-Key was used for another call.', {
      hint: 'Use a new key for each command.',
    });
  if (kept.isAnswered) return kept.answer as T; // what the same operation gave
  throw new ShoalError('CONFLICT', `Whether the first ${name} with this key was done is not known.`, {
    hint: 'The daemon ended while it ran. Look at the state before you send it with a new key.',
  });
}
