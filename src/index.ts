import { invoke } from './operations/invoke.ts';
import { allOperations, type Operation, type OperationName } from './operations/manifest.ts';
import type { Operations } from './operations/methods.ts';
import { openShoal as openWorkspace } from './shoal.ts';

export { type ErrorCode, ShoalError } from './domain/errors.ts';
export type { Operations } from './operations/methods.ts';

export interface OpenOptions {
  /** Directory in the workspace, absolute or relative to the process's own. Default: the process's own. */
  readonly dir?: string;
  /** Default: the process's own; SHOAL_DIR and SHOAL_AGENT_TOKEN are read from it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends every wait of this Shoal. */
  readonly signal?: AbortSignal;
}

/** A workspace, open in this process. Closing it closes the store; its agent stays joined. */
export interface Shoal extends Operations, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Opens the workspace that `dir` lies in. The process itself is the caller: `shoal.agent.join()` makes it an agent that
 * lives as long as the process. The store is opened by the first call; `workspace.init` works before there is one.
 *
 * Every method throws a ShoalError with a code and a hint when it is refused.
 */
export function openShoal({ dir, env = process.env, signal }: OpenOptions = {}): Shoal {
  const workspace = openWorkspace({ dir, env, inProcess: true });
  const call = async (name: OperationName, needs: Operation['needs'], input: unknown) =>
    invoke(await workspace.context({ needs, signal }), name, input);
  const nouns: Record<string, Record<string, unknown>> = {};
  for (const { name, kind, needs } of allOperations()) {
    const [noun = '', verb = ''] = name.split('.');
    const run = (input: unknown = {}) => call(name, needs, input);
    const methods = (nouns[noun] ??= {});
    methods[camelCase(verb)] = kind === 'stream' ? (input?: unknown) => streamed(run(input)) : run;
  }
  const operations = nouns as unknown as Operations; // built from the same table as the type
  return { ...operations, close: workspace.close, [Symbol.asyncDispose]: workspace.close };
}

/** A stream operation answers with an iterable that is begun when it is read. */
async function* streamed(answer: Promise<unknown>): AsyncIterable<unknown> {
  yield* (await answer) as AsyncIterable<unknown>; // the table says `stream`
}

function camelCase(verb: string): string {
  return verb.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
