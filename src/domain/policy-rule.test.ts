import { describe, expect, test } from 'bun:test';
import { decidePolicy } from './policy.ts';
import { type LastingAsk, lastingRule, wordsOf, yamlOf } from './policy-rule.ts';
import { riskOf } from './risk.ts';

const root = '/w';

function lasting(fields: Partial<LastingAsk['request']>, decision: 'allow' | 'deny' = 'allow') {
  const request = { kind: 'permission', tool: 'Bash', command: null, paths: [], ...fields } as const;
  const risk = riskOf({ ...request, title: '', root });
  return lastingRule({ request, decision, risk, root, reason: null });
}

function ruleOf(fields: Partial<LastingAsk['request']>, decision: 'allow' | 'deny' = 'allow') {
  const made = lasting(fields, decision);
  if ('refusal' in made) throw new Error(made.refusal);
  return made.rule;
}

function refusalOf(fields: Partial<LastingAsk['request']>, decision: 'allow' | 'deny' = 'allow') {
  const made = lasting(fields, decision);
  return 'refusal' in made ? made.refusal : null;
}

describe('a rule from a request', () => {
  test('decides the very same again, and nothing else', () => {
    const rule = ruleOf({ command: 'npm test && npm run lint' });
    const decide = (command: string) =>
      decidePolicy([rule], { tool: 'Bash', command, paths: [], profile: 'impl', root }).decision;
    expect(rule.command).toBe('{npm test,npm run lint}');
    expect(decide('npm test && npm run lint')).toBe('allow');
    for (const other of ['npm test -- x', 'npm test; rm -rf /', 'npm', '$(npm test)'])
      expect(decide(other)).toBe('ask');
  });

  test('of a dangerous command holds for that command alone', () => {
    expect(ruleOf({ command: 'rm -rf build' })).toMatchObject({ command: 'rm -rf build', tool: null });
  });

  test('of files holds for these files of this tool, relative to the work tree', () => {
    expect(ruleOf({ tool: 'Edit', paths: ['/w/src/a.ts', '/w/b.ts'] })).toMatchObject({
      tool: 'Edit',
      path: '{src/a.ts,b.ts}',
    });
    expect(ruleOf({ tool: 'Edit', paths: ['/etc/x'] }).path).toBe('/etc/x');
    expect(ruleOf({ tool: null, paths: ['b.ts'] })).toMatchObject({ tool: null, path: 'b.ts' });
  });

  test('of a tool that has neither holds for every use of it', () => {
    expect(wordsOf(ruleOf({ tool: 'mcp__github__issue' }))).toBe('allow every use of mcp__github__issue');
  });

  test('is refused where it would allow more than is seen', () => {
    expect(refusalOf({ command: 'rm *.o' })).toContain('would mean more as a pattern');
    expect(refusalOf({ command: 'echo $(date)' })).toContain('cannot be read for sure');
    expect(refusalOf({ command: 'echo a,b && ls' })).toContain('would mean more');
    expect(refusalOf({ command: `echo ${'x'.repeat(1_000)}` })).toContain('too long');
    for (const command of ['cd build && rm -rf .', 'cd build && rm a.txt', 'make && git push --force'])
      expect(refusalOf({ command })).toContain('each of them alone');
    expect(refusalOf({ command: 'cd web && npm test' })).toBeNull();
    expect(refusalOf({ tool: 'Edit', paths: ['a{1,2}.ts'] })).toContain('would mean more');
    expect(refusalOf({ tool: 'Edit', paths: ['a.ts', '/etc/x'] })).toContain('in the work tree');
    for (const tool of ['Bash', 'apply_patch', 'network', 'request_permissions'])
      expect(refusalOf({ tool })).toContain('can see only that it is');
    expect(refusalOf({ tool: null })).toContain('names no tool');
    expect(refusalOf({ kind: 'question', command: 'ls' })).toContain('only permissions');
    expect(refusalOf({ command: 'ls && pwd' }, 'deny')).toContain('each of them');
    expect(refusalOf({ tool: 'network' }, 'deny')).toBeNull();
  });
});

test('in words and in YAML', () => {
  const rule = { ...ruleOf({ command: 'npm test "a: b"' }), profile: 'impl' };
  expect(wordsOf(rule)).toBe('allow `npm test "a: b"` for profile impl');
  expect(yamlOf(rule)).toBe('- decision: allow\n  command: "npm test \\"a: b\\""\n  profile: "impl"\n');
  expect(
    wordsOf({ ...rule, decision: 'deny', command: null, tool: 'Edit', path: 'a.ts', profile: null }),
  ).toBe('refuse Edit of `a.ts`');
});
