/*
 * What Aqua 0.2.6 gets wrong, by number, and what Shoal does instead: E, dependencies and scheduling (33 and 33a to 33g).
 * That `spawn` says which harness it started (33g) is in spawn.test.ts: harnesses asked for take turns.
 */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createProject, type Project } from '../support/program.ts';

type Environment = Readonly<Record<string, string>>;

let project: Project;
let ada: Environment;
let bob: Environment;

beforeEach(async () => {
  project = createProject();
  await project.json(['init']);
  ada = await project.agent('ada');
  bob = await project.agent('bob');
});
afterEach(() => project[Symbol.dispose]());

async function refusal(args: readonly string[], code: number, env: Environment = ada) {
  const { error } = (await project.json(args, { env, code })) as {
    error: { code: string; message: string; hint: string };
  };
  return error;
}

async function failForGood(): Promise<void> {
  await project.json(['claim'], { env: ada });
  await project.json(['fail', '--reason', 'the disk is full'], { env: ada });
}

test('33: an unknown dependency is refused with the candidates, and nothing is added', async () => {
  await project.json(['add', 'Build the API']);
  const { code, message } = await refusal(['add', 'Test it', '--depends-on', 'abc123'], 1);
  expect(code).toBe('NOT_FOUND');
  expect(message).toContain('t1 Build the API');
  expect(await project.json(['list'])).toHaveLength(1);
});

describe('a task that waits for failed work', () => {
  beforeEach(async () => {
    await project.json(['add', 'base']);
    await project.json(['add', 'top', '--depends-on', 't1']);
    await failForGood();
  });

  test('33a: an empty claim says what it waits for', async () => {
    const { code, stderr } = await project.run(['claim'], { env: bob });
    expect(code).toBe(3);
    expect(stderr).toContain('t1');
    expect(stderr).toContain('failed');
  });

  test('33b: show, status, explain and doctor say why', async () => {
    expect(await project.json(['show', 't2'])).toMatchObject({ state: 'blocked', dependsOn: ['t1'] });
    expect((await project.run(['show', 't2'])).stdout).toContain('after t1');
    expect(await project.json(['status'])).toMatchObject({ tasks: { blocked: 1, failed: 1 } });
    expect(await project.json(['explain', 't2'])).toMatchObject({
      blockedBy: ['t1'],
      frees: ['shoal retry t1'],
    });
    const doctor = (await project.json(['doctor'], { code: 1 })) as { problems: unknown };
    expect(JSON.stringify(doctor.problems)).toContain('t2');
  });

  test('33c: a failed task can be retried, which frees what waits for it', async () => {
    await project.json(['retry', 't1'], { env: bob });
    expect(await project.json(['claim'], { env: bob })).toMatchObject({ id: 't1', error: null });
    await project.json(['done'], { env: bob });
    expect(await project.json(['claim'], { env: bob })).toMatchObject({ id: 't2' });
  });
});

test('33d: a task whose attempts are used up is shown as failed, by status, list and doctor', async () => {
  await project.json(['add', 'work', '--max-attempts', '1']);
  await project.json(['claim', '--lease', '1s'], { env: ada });
  expect((await project.run(['claim', '--wait', '2s'], { env: bob })).code).toBe(3);
  expect(await project.json(['status'])).toMatchObject({ tasks: { ready: 0, failed: 1 } });
  expect(await project.json(['list'])).toMatchObject([{ id: 't1', state: 'failed', attempts: 1 }]);
  expect(await project.json(['doctor'], { code: 1 })).toMatchObject({ healthy: false });
});

test('33e: claiming by id respects dependencies and holders, and says which it was', async () => {
  await project.json(['add', 'base']);
  await project.json(['add', 'top', '--depends-on', 't1']);
  expect((await refusal(['claim', 't2'], 4)).message).toBe('t2 is blocked.');
  expect((await refusal(['claim', 't9'], 1)).code).toBe('NOT_FOUND');
  await project.json(['claim', 't1'], { env: ada });
  expect((await refusal(['claim', 't1'], 4, bob)).message).toContain('held by ada');
});

test('33f: --after prefers the exact title, refuses an ambiguous one with the candidates, and repeats', async () => {
  await project.json(['add', 'Build API', '-p', '3']);
  await project.json(['add', 'Build API docs', '-p', '9']);
  expect(await project.json(['add', 'a', '--after', 'Build API'])).toMatchObject({ dependsOn: ['t1'] });
  const { code, message } = await refusal(['add', 'b', '--after', 'build'], 2);
  expect(code).toBe('AMBIGUOUS');
  expect(message).toMatch(/t1 Build API[;.]/);
  expect(message).toContain('t2 Build API docs');
  expect((await refusal(['add', 'b', '--after', 'nothing like it'], 1)).code).toBe('NOT_FOUND');
  expect(await project.json(['add', 'c', '--after', 'Build API', '--after', 'Build API docs'])).toMatchObject(
    { dependsOn: ['t1', 't2'] },
  );
  expect(await project.json(['list'])).toHaveLength(4);
});

test('33g: a capability that a task needs must be the claimer’s; leaving burns no attempt', async () => {
  await project.json(['add', 'train it', '--needs', 'gpu']);
  expect((await project.run(['claim'], { env: ada })).code).toBe(3);
  await project.json(['join', '-c', 'gpu'], { env: bob });
  expect(await project.json(['claim'], { env: bob })).toMatchObject({ id: 't1', attempts: 1 });
  expect(await project.json(['ps', '--capability', 'gpu'])).toMatchObject([
    { name: 'bob', harness: 'codex' },
  ]);
  await project.json(['leave'], { env: bob });
  expect(await project.json(['show', 't1'])).toMatchObject({ state: 'ready', attempts: 0 });
});
