import { isAbsolute } from 'node:path';
import { ShoalError } from '../../../domain/errors.ts';
import { installCommands, type Profile } from '../../../domain/profile.ts';
import type { Context } from '../../context.ts';

const installs: Readonly<Record<string, string>> = installCommands;

/** Said at once to whoever asks for it, instead of by the daemon when the session has ended. Throws NOT_FOUND. */
export function requireProgram(
  { harnesses }: Pick<Context, 'harnesses'>,
  { name, harness, command, worktree }: Profile,
  directory: string,
): void {
  const program = (command ?? [harness])[0] ?? '';
  const isPath = /[\\/]/.test(program);
  // What the worktree holds is known once it is made.
  if (isPath && !isAbsolute(program) && worktree) return;
  if (harnesses.has(program, directory)) return;
  const what = isPath
    ? `which is no program${isAbsolute(program) ? '' : ` in ${directory}`}`
    : 'which is not on PATH';
  const install = command === null ? installs[harness] : undefined;
  throw new ShoalError('NOT_FOUND', `The profile ${name} needs ${program}, ${what}. Nothing was started.`, {
    hint:
      install === undefined
        ? 'Install it, or put its `command` right in shoal.yaml.'
        : `Install it: \`${install}\`; or say with \`command\` in the profile where it is.`,
  });
}
