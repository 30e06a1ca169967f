import { expect, test } from 'bun:test';
import { demoVariables, selfCommand } from './self.ts';

test('the program calls itself: compiled, as a script, and whatever its name is', () => {
  expect(selfCommand(['bun', '/$bunfs/root/shoal', 'demo'], '/usr/bin/shoal')).toEqual(['/usr/bin/shoal']);
  expect(selfCommand(['/x/bun', '/app/main.js', 'demo'], '/x/bun')).toEqual(['/x/bun', '/app/main.js']);
});

test('no identity, session or git setting of the caller reaches the demo', () => {
  const kept = demoVariables({
    PATH: '/bin',
    SHOAL_AGENT_TOKEN: 'x',
    CLAUDE_CODE_SESSION_ID: 'x',
    GIT_DIR: '/elsewhere',
    SHOAL_DIR: '/w',
    HOME: undefined,
  });
  expect(kept).toEqual({ PATH: '/bin', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });
});
