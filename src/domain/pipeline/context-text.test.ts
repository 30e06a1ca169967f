import { describe, expect, test } from 'bun:test';
import { contextText, olderMax, type PastStage } from './context-text.ts';
import type { ContextStrategy } from './definition.ts';

const long = 'word '.repeat(200);
const stages = (nodes: readonly string[]): readonly PastStage[] =>
  nodes.map((node, index) => ({
    stage: index + 1,
    node,
    label: null,
    brief: `brief ${index + 1}`,
    decision: null,
    reason: null,
    output: () => `output ${index + 1}. ${long}`,
  }));

function told(
  strategy: ContextStrategy,
  past: readonly PastStage[],
  { window = 3, input = '' } = {},
): string {
  return contextText({ strategy, past, own: past.filter(({ node }) => node === 'dev'), window, input });
}

describe('what a stage is told of those before it', () => {
  const past = stages(['plan', 'dev', 'test', 'dev', 'docs', 'dev', 'test', 'docs', 'test', 'docs']);

  test('none, the last, its own, all, and both: each more than the one before', () => {
    const lengths = (['none', 'last_only', 'own', 'shared', 'both'] as const).map(
      (strategy) => told(strategy, past).length,
    );
    expect(lengths).toEqual(lengths.toSorted((one, other) => one - other));
    expect(new Set(lengths).size).toBe(5);
  });

  test('nothing is told twice', () => {
    for (const strategy of ['last_only', 'own', 'shared', 'both'] as const)
      for (const window of [0, 1, 3, 5]) {
        const text = told(strategy, past, { window });
        for (const { stage } of past)
          expect(text.split(`[stage ${stage}]`).length - 1).toBeLessThanOrEqual(1);
      }
  });

  test('what it is given anyway is not told again', () => {
    const input = `Do this:\n${past[9]?.output()}`;
    expect(told('last_only', past, { input })).toBe('## [stage 10] docs\n\n(It is in what you are given.)');
    expect(told('both', past, { input }).length).toBeLessThan(told('both', past).length - 900);
  });

  test('a table, a rule and front matter in an answer stay whole', () => {
    const answer = '---\ntitle: x\n---\n| a | b |\n|---|---|\n\n---\n\nend';
    const one = { ...stages(['plan'])[0], output: () => answer } as PastStage;
    expect(told('last_only', [one])).toBe(`## [stage 1] plan\n\n${answer}`);
    expect(told('shared', [...past, one], { window: 1 })).toContain(answer);
  });

  test('of very many only the latest are listed, and texts of older ones are not loaded', () => {
    const loaded: number[] = [];
    const many = stages(Array.from({ length: olderMax + 10 }, () => 'plan')).map((stage) => ({
      ...stage,
      output: () => {
        loaded.push(stage.stage);
        return stage.brief;
      },
    }));
    const text = told('shared', many);
    expect(text).toContain('(Still earlier ones are not listed.)');
    expect(text.split('\n- ')).toHaveLength(olderMax + 1);
    expect(loaded).toEqual([28, 29, 30]);
  });

  test('a verdict is told with its reason', () => {
    const one = { ...stages(['plan'])[0], decision: 'rejected', reason: 'no tests' } as PastStage;
    expect(told('shared', [one])).toStartWith('## [stage 1] plan (rejected: no tests)');
  });
});
