import type { Context } from './operations/context.ts';
import type { CallerFacts } from './operations/ports.ts';
import type { Session } from './surfaces/identity/harness.ts';

/** What may differ from one call of a long-lived process to the next. */
export interface Call {
  /** `nothing`: the context is made outside a workspace too. Default: store. */
  readonly needs?: 'nothing' | 'store' | 'daemon' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The session that a hook's payload names. */
  readonly session?: Session | undefined;
  /** Where this call is made, when that is not where the process stands. */
  readonly cwd?: string | undefined;
  /** Instead of what this process can prove: for callers on the other side of a connection. */
  readonly facts?: CallerFacts | undefined;
  /** Takes work that is done once the answer is out. */
  readonly afterAnswer?: Context['afterAnswer'];
  readonly tell?: Context['tell'];
}

/** How long a process that serves many calls takes a directory and its settings for unchanged. */
const surroundingsMs = 1_000;
const surroundingsMax = 100;

/** Contexts that share what does not depend on the caller: where they are, its settings, the process table. */
export function createSurroundings(
  contextOf: (call: Call) => Promise<Context>,
): (call: Call) => Promise<Context> {
  type Shared = Omit<Context, 'afterAnswer' | 'tell'>;
  const kept = new Map<string, { readonly shared: Promise<Shared>; readonly until: number }>();
  const sharedOf = async (call: Call): Promise<Shared> => {
    const { afterAnswer: _another, tell: _watcher, ...shared } = await contextOf(call);
    return shared;
  };
  return async (call) => {
    const cwd = call.cwd ?? '';
    const now = performance.now();
    let known = kept.get(cwd);
    if (known === undefined || known.until <= now) {
      if (kept.size >= surroundingsMax) kept.clear();
      known = { shared: sharedOf(call), until: now + surroundingsMs };
      kept.set(cwd, known);
      known.shared.catch(() => kept.delete(cwd));
    }
    const shared = await known.shared;
    return {
      ...shared,
      facts: call.facts ?? shared.facts,
      signal: call.signal ?? new AbortController().signal,
      files: { ...shared.files, enter: () => contextOf(call) },
      ...(call.afterAnswer === undefined ? {} : { afterAnswer: call.afterAnswer }),
      ...(call.tell === undefined ? {} : { tell: call.tell }),
    };
  };
}
