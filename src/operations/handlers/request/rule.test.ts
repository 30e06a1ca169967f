import { describe, expect, test } from 'bun:test';
import { createWorld, emptyConfig, type World } from '../../../../test/support/world.ts';
import type { ShoalError } from '../../../domain/errors.ts';
import type { PolicyRule } from '../../../domain/policy.ts';
import { newProfile } from '../../../domain/profile.ts';
import { newSession } from '../../../domain/session.ts';
import type { ConfigFile } from '../../ports.ts';
import { join } from '../agent/join.ts';
import { policyList, policyRemove } from '../config.ts';
import { test as policyTest } from '../policy.ts';
import { approve, list, reject, rule } from '../request.ts';
import { add, cancel, claim } from '../task.ts';
import { openRequest, type RequestDraft } from './open.ts';

const none = { tool: null, path: null, command: null, profile: null, reason: null } as const;

/** shoal.yaml in memory: its policies alone. */
function policyFile(policies: PolicyRule[]): ConfigFile {
  const read = () => ({ ...emptyConfig, exists: true, policies });
  const file: Partial<ConfigFile> = {
    read,
    edit: (changes) => {
      for (const { path, value } of typeof changes === 'function' ? changes(read()) : changes) {
        const at = path[1] === '-' ? policies.length : Number(path[1]);
        if (value === undefined) policies.splice(at, 1);
        else
          policies.splice(at, 0, {
            ...none,
            ...(value as Partial<PolicyRule> & Pick<PolicyRule, 'decision'>),
          }); // as the handler made it
      }
      return Promise.resolve(read());
    },
  };
  return file as ConfigFile; // all that these operations ask of it
}

async function worldOf(policies: PolicyRule[] = [], config = policyFile(policies)): Promise<World> {
  const world = createWorld({ config });
  await join(world.as(1), { name: 'ada' });
  await add(world.nobody(), { title: 'one' });
  await claim(world.as(1), {});
  const profile = newProfile({ name: 'impl', harness: 'claude' });
  const session = newSession({ id: 's1', agent: 'a1', profile, directory: '/w', createdAt: 0 });
  await world.store.transact((tx) => tx.create('session', session, { type: 'session.started' }));
  return world;
}

async function opened(world: World, draft: Partial<RequestDraft>, rules: readonly PolicyRule[] = []) {
  const base = {
    kind: 'permission',
    agent: 'a1',
    title: 'Bash',
    tool: 'Bash',
    session: 's1',
    task: 't1',
  } as const;
  return world.store.transact((tx) => openRequest(tx, world.nobody(), { ...base, ...draft }, rules));
}

async function refusal(promise: Promise<unknown>): Promise<ShoalError> {
  return promise.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: ShoalError) => error,
  );
}

describe('what would be decided from now on', () => {
  test('is said in words and as YAML, for each scope', async () => {
    const world = await worldOf();
    const always = { id: 'a', label: 'Always npm', outcome: 'approve', always: true } as const;
    await opened(world, { command: 'npm test', options: [always] });
    expect((await rule(world.nobody(), { id: 'q1' })).rules).toEqual([
      { scope: 'session', possible: true, words: 'Always npm', yaml: null, refusal: null },
      {
        scope: 'task',
        possible: true,
        words: 'allow `npm test` until t1 is closed',
        yaml: null,
        refusal: null,
      },
      {
        scope: 'profile',
        possible: true,
        words: 'allow `npm test` for profile impl',
        yaml: '- decision: allow\n  command: "npm test"\n  profile: "impl"\n',
        refusal: null,
      },
    ]);
    const refused = await rule(world.nobody(), { id: 'q1', outcome: 'reject' });
    expect(refused.rules.map(({ possible, words }) => [possible, words])).toEqual([
      [false, null],
      [true, 'refuse `npm test` until t1 is closed'],
      [true, 'refuse `npm test` for profile impl'],
    ]);
  });

  test('what no narrow policy can say is refused, and the request stays open', async () => {
    const world = await worldOf();
    await opened(world, { command: 'rm *.o' });
    await opened(world, { command: 'ls', session: null, task: null });
    for (const id of ['q1', 'q2'])
      for (const alwaysFor of ['task', 'profile'] as const)
        expect((await refusal(approve(world.person(), { id, alwaysFor }))).code).toBe('INVALID_INPUT');
    expect(await list(world.nobody(), {})).toHaveLength(2);
    expect((await rule(world.nobody(), { id: 'q2' })).rules.map((one) => one.refusal)).toEqual([
      'its harness offers nothing that lasts',
      'its agent works on no task',
      'its agent was started with no profile',
    ]);
  });

  test('law 11: only a person decides for longer than this once', async () => {
    const world = await worldOf();
    await join(world.as(2), { name: 'bob' });
    await opened(world, { command: 'ls', by: ['bob'] });
    for (const alwaysFor of ['task', 'profile'] as const)
      expect((await refusal(approve(world.as(2), { id: 'q1', alwaysFor }))).code).toBe('NOT_ALLOWED');
    expect(await policyList(world.nobody(), {})).toEqual([]);
  });
});

describe('always for this task', () => {
  test('decides the same again, is listed and replayed, and ends with the task', async () => {
    const world = await worldOf();
    await opened(world, { command: './x' });
    expect(await approve(world.person(), { id: 'q1', alwaysFor: 'task' })).toMatchObject({
      outcome: 'approve',
    });
    expect(await opened(world, { command: './x' })).toMatchObject({ state: 'decided', decidedBy: 'policy' });
    expect(await opened(world, { command: './y' })).toMatchObject({ state: 'open' });
    expect(await opened(world, { command: './x', task: null })).toMatchObject({ state: 'open' });
    expect(await policyList(world.nobody(), {})).toMatchObject([
      { number: 1, decision: 'allow', command: './x', task: 't1' },
    ]);
    const { requests } = await policyTest(world.nobody(), {});
    expect(requests.map(({ id, would, rule: number }) => [id, would, number])).toEqual([
      ['q4', 'ask', null],
      ['q3', 'ask', null],
      ['q2', 'allow', 1],
      ['q1', 'allow', 1],
    ]);
    await cancel(world.person(), { id: 't1' });
    expect(await opened(world, { command: './x' })).toMatchObject({ state: 'open' });
    expect(await policyList(world.nobody(), {})).toEqual([]);
  });

  test('yields to what shoal.yaml denies, and comes before what it asks about', async () => {
    const world = await worldOf();
    await opened(world, { command: './x' });
    await approve(world.person(), { id: 'q1', alwaysFor: 'task' });
    const rules = (decision: PolicyRule['decision']) => [{ ...none, decision, command: './*' }];
    expect(await opened(world, { command: './x' }, rules('deny'))).toMatchObject({
      decision: { outcome: 'reject' },
    });
    expect(await opened(world, { command: './x' }, rules('ask'))).toMatchObject({
      decision: { outcome: 'approve' },
    });
  });

  test('a later word takes the place of an earlier one; removed by its number it holds no more', async () => {
    const file: PolicyRule[] = [{ ...none, decision: 'deny', command: 'curl *' }];
    const world = await worldOf(file);
    await opened(world, { command: './x' });
    await opened(world, { command: './x' });
    await approve(world.person(), { id: 'q1', alwaysFor: 'task' });
    await reject(world.person(), { id: 'q2', alwaysFor: 'task', reason: 'not that one' });
    expect(await policyList(world.nobody(), {})).toMatchObject([
      { number: 1, decision: 'deny', task: null },
      { number: 2, decision: 'deny', command: './x', reason: 'not that one', task: 't1' },
    ]);
    expect(await opened(world, { command: './x' })).toMatchObject({ decision: { text: 'not that one' } });
    expect(await policyRemove(world.person(), { number: 2 })).toHaveLength(1);
    expect(await opened(world, { command: './x' })).toMatchObject({ state: 'open' });
    expect((await refusal(policyRemove(world.person(), { number: 2 }))).code).toBe('NOT_FOUND');
  });
});

describe('always for this profile', () => {
  test('writes the policy before the one that asked, once', async () => {
    const file: PolicyRule[] = [
      { ...none, decision: 'deny', command: 'curl *' },
      { ...none, decision: 'ask', tool: 'Bash' },
    ];
    const world = await worldOf(file);
    for (const id of ['q1', 'q2']) {
      await opened(world, { command: './x' });
      await approve(world.person(), { id, alwaysFor: 'profile' });
    }
    expect(file.map(({ decision, command, profile }) => [decision, command, profile])).toEqual([
      ['deny', 'curl *', null],
      ['allow', './x', 'impl'],
      ['ask', null, null],
    ]);
    expect(await opened(world, { command: './x' }, file)).toMatchObject({ decidedBy: 'policy' });
  });

  test('sent twice under its key it is done once; of a decided request nothing is written', async () => {
    const file: PolicyRule[] = [];
    const world = await worldOf(file);
    await opened(world, { command: './x' });
    const order = { id: 'q1', alwaysFor: 'profile', key: 'k' } as const;
    expect(await approve(world.person(), order)).toEqual(await approve(world.person(), order));
    file.length = 0;
    expect((await refusal(approve(world.person(), { id: 'q1', alwaysFor: 'profile' }))).code).toBe(
      'CONFLICT',
    );
    expect(file).toEqual([]);
  });

  test('an option that is not offered is refused before anything is written', async () => {
    const file: PolicyRule[] = [];
    const world = await worldOf(file);
    await opened(world, { command: './x' });
    const order = { id: 'q1', alwaysFor: 'profile', option: 'maybe' } as const;
    expect((await refusal(approve(world.person(), order))).code).toBe('INVALID_INPUT');
    expect(file).toEqual([]);
  });

  test('is refused when the file has come to deny it', async () => {
    const file: PolicyRule[] = [];
    const world = await worldOf(file);
    await opened(world, { command: './x' });
    file.push({ ...none, decision: 'deny', command: './*' });
    const error = await refusal(approve(world.person(), { id: 'q1', alwaysFor: 'profile' }));
    expect([error.code, error.message]).toEqual(['CONFLICT', 'Policy 1 refuses it by now.']);
    expect(await list(world.nobody(), {})).toHaveLength(1);
  });

  test('a decision that came too late leaves no policy', async () => {
    const file: PolicyRule[] = [];
    const config = policyFile(file);
    const world = await worldOf(file, {
      ...config,
      // The last look at the file before the decision: meanwhile somebody else decides.
      read: () => {
        others?.();
        return config.read();
      },
    });
    await opened(world, { command: './x' });
    const rejected = Promise.withResolvers<unknown>();
    let others: (() => void) | undefined = () => {
      others = undefined;
      rejected.resolve(reject(world.person('sue'), { id: 'q1', reason: 'no' }));
    };
    const error = await refusal(approve(world.person(), { id: 'q1', alwaysFor: 'profile' }));
    await rejected.promise;
    expect([error.code, error.message]).toEqual(['CONFLICT', 'q1 was rejected by sue: no.']);
    expect(file).toEqual([]);
  });

  test('a file that cannot be written after all is said, and that the decision stands', async () => {
    const file: PolicyRule[] = [];
    const full = new Error('ENOSPC: no space left on device');
    const world = await worldOf(file, { ...policyFile(file), edit: () => Promise.reject(full) });
    await opened(world, { command: './x' });
    const error = await refusal(approve(world.person(), { id: 'q1', alwaysFor: 'profile' }));
    expect(error.message).toBe(
      'q1 is decided, but its policy is not in shoal.yaml: ENOSPC: no space left on device',
    );
    expect(await list(world.nobody(), {})).toEqual([]);
  });

  test('sent again after it was killed between decision and policy it writes the policy', async () => {
    const file: PolicyRule[] = [];
    const config = policyFile(file);
    let isKilled = true;
    const world = await worldOf(file, {
      ...config,
      edit: (changes) => (isKilled ? Promise.reject(new Error('killed')) : config.edit(changes)),
    });
    await opened(world, { command: './x' });
    const again = { id: 'q1', alwaysFor: 'profile', key: 'k' } as const;
    await refusal(approve(world.person(), again));
    isKilled = false;
    expect(await approve(world.person(), again)).toMatchObject({ id: 'q1', state: 'decided' });
    expect(file).toMatchObject([{ decision: 'allow', command: './x', profile: 'impl' }]);
  });

  test('of a file that is broken nothing is decided', async () => {
    const broken = { ...policyFile([]), edit: () => Promise.reject(new Error('line 3')) };
    const read = () => ({ ...broken.read(), problems: ['line 3'] });
    const world = await worldOf([], { ...broken, read });
    await opened(world, { command: './x' });
    await refusal(approve(world.person(), { id: 'q1', alwaysFor: 'profile' }));
    expect(await list(world.nobody(), {})).toHaveLength(1);
  });
});
