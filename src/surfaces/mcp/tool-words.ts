import { operationOfCommand } from '../../operations/manifest.ts';
import { parseArguments } from '../cli/arguments.ts';
import { initialGlobals } from '../cli/globals.ts';
import { toolName } from './tools.ts';

/**
 * Command lines in a text become calls of the tools that do the same: a model with tools should not need a shell. Where
 * the tool is not in every toolset, the command line stays.
 */
export function inToolWords(text: string): string {
  return text.replace(
    /\bshoal ([a-z-]+)((?: (?:"[^"\n]*"|[^\s`"(]+))*)/g,
    (line, command: string, rest: string) => {
      const flag = /--[a-z-]+/.exec(rest)?.[0];
      const operation = operationOfCommand(`${command} ${flag}`) ?? operationOfCommand(command);
      if (operation?.cli === undefined || operation.mcp?.default !== true) return line;
      const input = inputOf({ ...operation, cli: operation.cli }, rest);
      if (input === undefined) return `${toolName(operation.name)}${rest}`;
      return Object.keys(input).length === 0
        ? toolName(operation.name)
        : `${toolName(operation.name)} ${JSON.stringify(input)}`;
    },
  );
}

/** Undefined when the words are prose, not arguments. */
function inputOf(
  operation: Parameters<typeof parseArguments>[0],
  rest: string,
): Record<string, unknown> | undefined {
  const words = (rest.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/s, '$1'));
  try {
    return parseArguments(operation, words, initialGlobals({}), 0).input;
  } catch {
    return undefined; // the text stays readable as it is
  }
}
