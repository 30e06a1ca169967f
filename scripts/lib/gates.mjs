import { findBun, tool } from './project.mjs';

/**
 * Every gate but the tests: its name, its program, its arguments.
 * @returns {[name: string, program: string, args: string[]][]}
 */
export function gates() {
  const bun = findBun() ?? 'bun';
  return [
    ['format', tool('oxfmt'), ['--check']],
    ['lint', tool('oxlint'), ['--type-aware', '--deny-warnings']],
    ['layers', bun, ['scripts/check-layers.ts']],
    ['start path', bun, ['scripts/check-start-path.ts']],
    ['types', tool('tsc'), ['--noEmit']],
    ['types of the dashboard', tool('tsc'), ['--noEmit', '-p', 'web']],
    ['dead code', tool('knip'), []],
    ['generated files', bun, ['scripts/gen.ts', '--check']],
  ];
}
