import { findBun, tool } from './project.mjs';

/** Every gate but the tests: its name, its program, its arguments. */
export function gates() {
  const bun = findBun();
  return [
    ['format', tool('oxfmt'), ['--check']],
    ['lint', tool('oxlint'), ['--type-aware', '--deny-warnings']],
    ['layers', bun, ['scripts/check-layers.ts']],
    ['start path', bun, ['scripts/check-start-path.ts']],
    ['types', tool('tsc'), ['--noEmit']],
    ['dead code', tool('knip'), []],
    ['generated files', bun, ['scripts/gen.ts', '--check']],
  ];
}
