import type { Context } from '../../context.ts';

/** Of the text of a file: who changes it says which one they read. */
export function versionOf({ machine }: Pick<Context, 'machine'>, text: string): string {
  return machine.sha256(text).slice(0, 16);
}
