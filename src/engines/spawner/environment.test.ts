import { expect, test } from 'bun:test';
import { agentEnvironment } from './environment.ts';
import { harnessPrograms } from './harnesses.ts';

const caller = {
  PATH: '/bin',
  HOME: '/home/me',
  LC_ALL: 'C',
  CLAUDE_CODE_SESSION_ID: 'the-callers',
  CLAUDECODE: '1',
  CODEX_THREAD_ID: 'the-callers',
  SHOAL_AGENT_TOKEN: 'the-callers',
  ANTHROPIC_API_KEY: 'key',
  DEPLOY_SECRET: 'secret',
  MY_SETTING: '1',
  EMPTY: undefined,
};

test('an agent gets what programs need, what its harness needs and what was named; no secret, session or identity of its caller', () => {
  const allowed = { passes: harnessPrograms['claude']?.passes ?? null, names: ['MY_SETTING'] };
  const made = agentEnvironment(caller, allowed, { SHOAL_AGENT: 'a1-x', PATH: '/opt:/bin' });
  expect(made).toEqual({
    PATH: '/opt:/bin',
    HOME: '/home/me',
    LC_ALL: 'C',
    ANTHROPIC_API_KEY: 'key',
    MY_SETTING: '1',
    SHOAL_AGENT: 'a1-x',
  });
});

test.each(Object.entries(harnessPrograms))(
  '%s: no session variable passes, and no prompt is an argument in the background',
  (_name, program) => {
    const sessions = [
      'CLAUDE_CODE_SESSION_ID',
      'CLAUDE_PID',
      'CODEX_THREAD_ID',
      'CODEX_SESSION_ID',
      'GEMINI_SESSION_ID',
      'COPILOT_AGENT_SESSION_ID',
      'OPENCODE_PID',
    ];
    expect(sessions.filter((name) => program.passes.test(name))).toEqual([]);
    expect(program.background('m', ['/w']).every((word) => !/\s/.test(word))).toBe(true);
    expect(program.background(null, ['/w'])).not.toContain('m');
  },
);
