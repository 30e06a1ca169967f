import { afterEach, expect, test } from 'bun:test';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShoal, type ShoalError } from './index.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function scratch(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-index-')));
  made.push(directory);
  return directory;
}

test('a program joins as itself and works through the tasks of a workspace that it made', async () => {
  const root = scratch();
  await using shoal = openShoal({ dir: root, env: {} });
  expect(await shoal.workspace.init()).toMatchObject({ root, created: true });
  expect(await shoal.workspace.init()).toMatchObject({ root, created: false, inParent: false });
  const me = await shoal.agent.join({ name: 'my-bot' });
  expect(await shoal.agent.whoami()).toMatchObject({ id: me.id, boundTo: 'process', human: false });
  expect((await shoal.agent.ps())[0]).toMatchObject({ pid: process.pid, alive: 'alive' });
  await shoal.task.add({ title: 'one' });
  const task = await shoal.task.claim({});
  expect(await shoal.agent.prime()).toMatchObject({ status: 'joined', tasks: [{ id: task?.id }] });
  expect(await shoal.workspace.status()).toMatchObject({
    tasks: { running: 1 },
    leader: { agentName: 'my-bot' },
  });
  expect(await shoal.leader.stepDown()).toMatchObject({ term: 1 });
  expect(await shoal.workspace.doctor()).toMatchObject({ healthy: true });
});

test('everything moves to another workspace as JSON lines', async () => {
  await using from = openShoal({ dir: scratch(), env: {} });
  await from.workspace.init();
  await from.task.add({ title: 'one' });
  const file = join(scratch(), 'export.jsonl');
  const written = [];
  for await (const line of from.workspace.export({ output: file })) written.push(line);
  expect(written).toHaveLength(1);
  const again = (async () => {
    for await (const line of from.workspace.export({ output: file })) written.push(line);
  })();
  expect(await again.catch((error: ShoalError) => error.code)).toBe('CONFLICT');
  await using to = openShoal({ dir: scratch(), env: {} });
  await to.workspace.init();
  await to.workspace.import({ file });
  expect(await to.task.list({})).toMatchObject([{ id: 't1', title: 'one' }]);
});

test('without a workspace every operation but a few says what to do', async () => {
  await using shoal = openShoal({ dir: scratch(), env: {} });
  expect(await shoal.task.list({}).catch((error: ShoalError) => [error.code, error.hint])).toEqual([
    'NO_WORKSPACE',
    expect.stringContaining('shoal init'),
  ]);
  expect(await shoal.workspace.doctor().catch((error: ShoalError) => error.code)).toBe('NO_WORKSPACE');
  expect(await shoal.agent.prime()).toMatchObject({ status: 'no workspace' });
});
