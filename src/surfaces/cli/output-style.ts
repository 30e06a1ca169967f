import type { Style } from './render/style.ts';
import type { Invocation } from './surface-call.ts';

const columnsMin = 20;
const columnsDefault = 80;

/** Of what is written to this process's standard output. A terminal that does not know its width says 0 columns. */
export function outputStyle({ env, now }: Pick<Invocation, 'env' | 'now'>): Style {
  const terminal = process.getBuiltinModule('node:tty').isatty(1);
  const colors = terminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  const width = terminal
    ? Math.max(columnsMin, process.stdout.columns || columnsDefault)
    : Number.POSITIVE_INFINITY;
  return { terminal, colors, width, now };
}
