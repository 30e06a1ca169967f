import { afterEach, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld } from '../../../test/support/world.ts';
import { join as joinAgent } from '../../operations/handlers/agent.ts';
import { check, limit, limits, source, write } from '../../operations/handlers/config.ts';
import { openConfigFile } from './file.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

function workspace() {
  const root = mkdtempSync(join(tmpdir(), 'shoal-source-'));
  roots.push(root);
  mkdirSync(join(root, '.shoal'), { mode: 0o700 });
  const world = createWorld({ config: openConfigFile(root) });
  return { world, file: join(root, 'shoal.yaml'), limitsFile: join(root, '.shoal', 'config.json') };
}

test('a whole text takes the place of the one that it was made from, and of no other', async () => {
  const { world, file } = workspace();
  const none = await source(world.nobody(), {});
  expect(none).toMatchObject({ exists: false, text: '', version: 'none' });
  const first = '# mine\nqueues: {review: {}}\n';
  const { version, config } = await write(world.person(), { text: first, base: none.version });
  expect(config.queues.map(({ name }) => name)).toEqual(['review']);
  expect(await source(world.nobody(), {})).toMatchObject({ exists: true, text: first, version });
  const late = write(world.person(), { text: 'queues: {}\n', base: none.version });
  expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
  writeFileSync(file, '# by an editor\n');
  expect(write(world.person(), { text: first, base: version })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(readFileSync(file, 'utf8')).toBe('# by an editor\n');
});

test('what is not sound is refused with every problem and its place, and so is an agent', async () => {
  const { world, file } = workspace();
  const text = 'queues:\n  review: {maxParalel: 2}\nserve: {port: high}\n';
  const problems = [
    { line: 2, column: 12, text: expect.stringContaining('maxParallel') },
    { line: 3, column: 15, text: expect.stringContaining('serve.port') },
  ];
  expect(await check(world.nobody(), { text })).toMatchObject({ ok: false, found: problems });
  expect((await check(world.nobody(), { text })).problems[0]).toStartWith('shoal.yaml:2:12: ');
  expect(await check(world.nobody(), {})).toMatchObject({ ok: true, found: [] });
  const refused = await write(world.person(), { text, base: 'none' }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'INVALID_INPUT', details: { problems } });
  expect(existsSync(file)).toBe(false);
  await joinAgent(world.as(1), { name: 'ada' });
  const byAgent = write(world.as(1), { text: '', base: 'none' });
  expect(byAgent).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
});

test('a limit is set and unset by a person; what it cannot be changes nothing', async () => {
  const { world, limitsFile } = workspace();
  const set = (name: string, value?: string) =>
    limit(world.person(), { name, ...(value === undefined ? {} : { value }) });
  expect(await set('maxAttempts', '5')).toMatchObject({ value: 5, default: 3, from: 'file' });
  expect(await set('durability', 'relaxed')).toMatchObject({ value: 'relaxed', from: 'file' });
  const kept = readFileSync(limitsFile, 'utf8');
  expect(JSON.parse(kept)).toEqual({ maxAttempts: 5, durability: 'relaxed' });
  for (const [name, value] of [
    ['maxAttempts', '-1'],
    ['maxAtempts', '1'],
    ['durability', 'none'],
    ['allowNetworkFs', '1'],
    ['noSuch', undefined],
  ] as const)
    expect(set(name, value)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  expect(readFileSync(limitsFile, 'utf8')).toBe(kept);
  expect(await set('maxAttempts')).toMatchObject({ value: 3, from: 'default' });
  expect(JSON.parse(readFileSync(limitsFile, 'utf8'))).toEqual({ durability: 'relaxed' });
  await set('maxAttempts', '5');
  const [first, second] = await limits(world.nobody(), {});
  expect(first).toMatchObject({ name: 'maxAttempts', value: 5, inForce: 3, default: 3, from: 'file' });
  expect(second).toMatchObject({ name: 'durability', from: 'file', doc: expect.stringContaining(' ') });
  await joinAgent(world.as(1), { name: 'ada' });
  expect(limit(world.as(1), { name: 'maxAttempts' })).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
});
