import { describe, expect, test } from 'bun:test';
import { decidePolicy, type PolicyAsk, type PolicyRule } from './policy.ts';

const rule = (fields: Partial<PolicyRule>): PolicyRule => ({
  decision: 'allow',
  tool: null,
  path: null,
  command: null,
  profile: null,
  reason: null,
  ...fields,
});
const asked = (fields: Partial<PolicyAsk>): PolicyAsk => ({
  tool: 'Bash',
  command: null,
  paths: [],
  profile: 'impl',
  root: '/work/project',
  ...fields,
});
const decide = (rules: readonly Partial<PolicyRule>[], ask: Partial<PolicyAsk>) =>
  decidePolicy(rules.map(rule), asked(ask)).decision;

describe('policies', () => {
  test('the first rule that matches decides; none is a question', () => {
    const rules = [{ decision: 'deny', tool: 'Bash' }, { tool: '*' }] as const;
    expect(decide(rules, { tool: 'Bash' })).toBe('deny');
    expect(decide(rules, { tool: 'Read' })).toBe('allow');
    expect(decide([], {})).toBe('ask');
    expect(decidePolicy([], asked({})).rule).toBeNull();
  });

  test('all patterns of a rule must match', () => {
    const rules = [{ tool: 'Bash', command: 'npm *', profile: 'impl' }];
    expect(decide(rules, { command: 'npm test' })).toBe('allow');
    expect(decide(rules, { command: 'npm test', profile: 'other' })).toBe('ask');
    expect(decide(rules, { command: 'npm test', profile: null })).toBe('ask');
    expect(decide(rules, { command: 'npm test', tool: 'Shell' })).toBe('ask');
    expect(decide(rules, { command: null })).toBe('ask');
  });

  test('a compound command is allowed only when each of its commands is', () => {
    const rules = [{ command: '{npm test*,git status}' }];
    expect(decide(rules, { command: 'npm test && git status' })).toBe('allow');
    expect(decide(rules, { command: 'npm test && rm -rf /' })).toBe('ask');
    expect(decide(rules, { command: 'npm test $(rm -rf /)' })).toBe('ask');
    expect(decide(rules, { command: 'npm test > src/a.ts' })).toBe('ask');
    expect(decide(rules, { command: '' })).toBe('ask');
  });

  test('a deny matches when any of its commands does', () => {
    const rules = [{ decision: 'deny', command: 'rm *' }, { tool: 'Bash' }] as const;
    expect(decide(rules, { command: 'ls && rm -rf build' })).toBe('deny');
    expect(decide(rules, { command: 'echo "$(rm -rf build)"' })).toBe('deny');
    expect(decide(rules, { command: 'ls' })).toBe('allow');
  });

  test('an allow wants every path within the directory; a deny wants one, wherever it is', () => {
    const allow = [{ path: 'src/**' }];
    expect(decide(allow, { paths: ['src/a.ts', '/work/project/src/b.ts'] })).toBe('allow');
    expect(decide(allow, { paths: ['src/a.ts', 'package.json'] })).toBe('ask');
    expect(decide(allow, { paths: ['src/../../../etc/passwd'] })).toBe('ask');
    expect(decide(allow, { paths: [] })).toBe('ask');
    expect(decide([{ path: '**' }], { paths: ['/etc/passwd'] })).toBe('ask');
    expect(decide([{ path: '/etc/**' }], { paths: ['/etc/passwd'] })).toBe('allow');
    const deny = [{ decision: 'deny', path: '**/.env' }] as const;
    expect(decide(deny, { paths: ['src/a.ts', '/elsewhere/.env'] })).toBe('deny');
  });

  test('a pattern that cannot be read allows nothing and refuses everything', () => {
    const command = '{a,b}'.repeat(20);
    expect(decide([{ command }], { command: 'ls' })).toBe('ask');
    expect(decide([{ decision: 'deny', command }], { command: 'ls' })).toBe('deny');
  });
});
