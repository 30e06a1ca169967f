import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ShoalError } from '../../domain/errors.ts';

/** Reads the words of a surface command. What it does not take is a USAGE error, in one sentence. */
export function surfaceFlags<T extends ParseArgsConfig>(command: string, config: T) {
  try {
    return parseArgs(config);
  } catch (cause) {
    const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split('. ');
    throw new ShoalError('USAGE', `${command}: ${why.replace(/\.$/, '')}.`, {
      hint: `See \`shoal help ${command}\`.`,
      cause,
    });
  }
}
