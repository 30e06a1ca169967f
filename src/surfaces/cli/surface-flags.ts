import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ShoalError } from '../../domain/errors.ts';

/** Reads the words of a surface command. What it does not take is a USAGE error, in one sentence. */
export function surfaceFlags<T extends ParseArgsConfig>(command: string, config: T) {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw new ShoalError('USAGE', `${command}: ${whyOf(cause)}.`, {
      hint: `See \`shoal help ${command}\`.`,
      cause,
    });
  }
}

function whyOf(cause: unknown): string {
  const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/\.(?:\s|$)/);
  const flag = /^Option '(.+)' argument is ambiguous$/.exec(why)?.[1];
  return flag === undefined ? why : `${flag} takes no value that begins with a dash`;
}
