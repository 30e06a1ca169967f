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
  const load: () => Promise<(context: Context, input: Inputs[N]) => Outputs[N] | Promise<Outputs[N]>> =
    handlers[name];
  const handler = await load();
  return handler(context, input as Inputs[N]); // checked against the schema of this very operation
}
