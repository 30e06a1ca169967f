import { expect, test } from 'bun:test';
import { surfaceFlags } from './surface-flags.ts';

test('what a surface command does not take is said in one sentence', () => {
  const options = { port: { type: 'string' }, detach: { type: 'boolean' } } as const;
  const flags = (...args: string[]) => surfaceFlags('serve', { args, options });
  expect(flags('--port', '1').values.port).toBe('1');
  expect(() => flags('--port', '-1')).toThrow(/^serve: --port takes no value that begins with a dash\.$/);
  expect(() => flags('--port')).toThrow(/^serve: Option '--port <value>' argument missing\.$/);
  expect(() => flags('--nope')).toThrow(/^serve: Unknown option '--nope'\.$/);
});
