import { invoke } from '../../src/operations/invoke.ts';
import type { OperationName } from '../../src/operations/manifest.ts';
import type { CallerFacts } from '../../src/operations/ports.ts';
import { openShoal } from '../../src/shoal.ts';

/** An agent that calls the library, its store open all the time. */
export interface Member extends AsyncDisposable {
  call<T>(operation: OperationName, input: object): Promise<T>;
}

export async function openMember(directory: string, session: string): Promise<Member> {
  const shoal = openShoal({ cwd: directory, env: {} });
  const facts: CallerFacts = {
    token: null,
    session: { harness: 'codex', id: session },
    ancestors: [],
    marker: null,
    provenHuman: false,
    user: 'bench',
  };
  const context = await shoal.context({ facts });
  return {
    call: async <T>(operation: OperationName, input: object) =>
      (await invoke(context, operation, input)) as T, // each caller names the answer of its operation
    [Symbol.asyncDispose]: () => shoal.close(),
  };
}
