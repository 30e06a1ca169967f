import { expect, test } from 'bun:test';
import { runtimePath } from './runtime-path.ts';

const facts = { uid: 7, root: '/home/pat/project', sha256: () => 'abcdef0123456789ffff' };

test('sockets are in the user’s runtime directory, by a hash of the workspace', () => {
  expect(runtimePath({ ...facts, runtimeDir: '/run/user/7' })).toBe('/run/user/7/shoal/abcdef0123456789');
});

test('without a runtime directory, or with one too deep for a socket, they are in a directory of the user below /tmp', () => {
  for (const runtimeDir of [undefined, '', 'relative', `/${'deep/'.repeat(15)}x`])
    expect(runtimePath({ ...facts, runtimeDir })).toBe('/tmp/shoal-7/abcdef0123456789');
});
