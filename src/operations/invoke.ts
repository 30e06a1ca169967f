import { checkInput } from './check-input.ts';
import type { Context } from './context.ts';
import { handlers, type Inputs, type Outputs } from './handlers.generated.ts';
import { type OperationName, operationNamed } from './manifest.ts';

/** Runs one operation: the one path of CLI, MCP, library and HTTP. A stream gives an AsyncIterable. */
export async function invoke<N extends OperationName>(
  context: Context,
  name: N,
  input: unknown,
): Promise<Outputs[N]> {
  const operation = operationNamed(name);
  checkInput(operation.input, input);
  if (operation.needs === 'daemon') await (await context.daemon()).ensure();
  const handler = (loaded.get(name) as Body<N> | undefined) ?? (await load(name)); // put there by `load`
  return handler(context, input as Inputs[N]); // checked against the schema of this very operation
}

type Body<N extends OperationName> = (context: Context, input: Inputs[N]) => Outputs[N] | Promise<Outputs[N]>;

/** Bodies that this process has run already: even a module that is there takes a while to ask for. */
const loaded = new Map<OperationName, unknown>();

async function load<N extends OperationName>(name: N): Promise<Body<N>> {
  const handler: Body<N> = await (handlers[name] as () => Promise<Body<N>>)(); // generated with the same names
  loaded.set(name, handler);
  return handler;
}
