import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createShoalClient } from '../../src/client/index.ts';
import { sessionAgentCommand } from '../fakes/session-agent.ts';
import { createServed, type Served } from '../support/agents.ts';

const slow = 60_000;

const yaml = `  priced:
    harness: acp
    command: ${JSON.stringify(sessionAgentCommand)}
    model: claude-sonnet-4-5
    env: [FAKE_DIR]
queues:
  work: {profile: priced}
budgets:
  queues: {work: 0.01}
`;

/** Over HTTP, as the person whose browser it is. */
async function person({ project }: Served) {
  const stateDir = join(project.dir, '.shoal');
  const { url } = JSON.parse(readFileSync(join(stateDir, 'serve.json'), 'utf8')) as { url: string };
  return createShoalClient({ url, token: readFileSync(join(stateDir, 'human-token'), 'utf8').trim() });
}

test(
  'a queue whose budget is spent starts no more workers until a person raises it, and everything says so',
  async () => {
    await using served = await createServed({ yaml });
    await served.serve();
    const api = await person(served);
    await api.queue.enqueue({ queue: 'work', text: 'first [[usage]]' });
    await api.queue.enqueue({ queue: 'work', text: 'second' });
    await served.until((view) => view.get('workspace', 'main')?.budgetsTold?.levels['queue work'] === 100);
    await served.until((view) => view.list('session', { where: { state: 'ended' } }).length === 1);

    const { budgets } = await api.usage.budgets();
    expect(budgets).toMatchObject([{ of: 'queue', name: 'work', isSpent: true, costIs: 'estimated' }]);
    expect((await api.task.explain({ id: 't2' })).reasons.join()).toContain(
      'No worker is started for it today',
    );
    const { today, rows } = await api.usage.days({ by: 'queue', days: 1 });
    expect([today.turns, rows.map(({ of }) => of)]).toEqual([1, ['work']]);
    const status = await api.workspace.status();
    expect(status).toMatchObject({ costTodayUsd: today.costUsd, costTodayIs: 'estimated' });
    const { nouns } = await api.log.histogram({ type: 'budget' });
    expect(nouns).toEqual([{ noun: 'budget', count: 2 }]);

    const { text, version } = await api.config.source();
    const unsound = api.config.write({ text: text.replace('0.01', 'much'), base: version });
    expect(unsound).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const before = await served.store.read((view) => view.lastSeq);
    await api.config.write({ text: text.replace('0.01', '5'), base: version });
    await served.until((view) => view.get('task', 't2')?.state === 'done');
    const claims = await served.store.events({ task: 't2', type: 'task.claimed' });
    expect(claims.map(({ seq }) => seq > before)).toEqual([true]);
  },
  slow,
);

test(
  'a person breaks a lock, and reads what was said to whom without anybody having seen it',
  async () => {
    await using served = await createServed();
    await served.project.json(['lock', 'src/a.ts'], { env: served.me });
    await served.serve();
    const api = await person(served);
    const [lock] = await api.lock.list();
    expect(lock).toMatchObject({ holderName: 'me', waiters: [] });
    await api.lock.break({ ids: [lock?.id ?? ''], reason: 'it is stuck' });
    expect(await api.lock.list()).toEqual([]);
    const { messages } = await api.message.list({ search: 'stuck', undelivered: true });
    expect(messages).toMatchObject([{ deliveries: [{ agentName: 'me', state: 'queued' }] }]);
    const { root } = await api.message.thread({ id: messages[0]?.id ?? '' });
    expect(root).toBe(messages[0]?.id ?? '');
    const inbox = await served.project.json(['inbox', '--unread'], { env: served.me });
    expect(inbox).toMatchObject([{ urgent: true, unread: true }]);
    const reply = { id: root, text: 'I am done there' };
    await served.project.json(['reply', reply.id, reply.text], { env: served.me });
    const [answer] = (await api.message.list({ agent: 'me' })).messages;
    expect(answer).toMatchObject({ preview: reply.text, root });
    expect(await api.message.seen({ ids: [answer?.id ?? ''] })).toEqual({ seen: [answer?.id ?? ''] });
    await served.project.json(['remember', 'the lock was stale'], { env: served.me });
    const { memories } = await api.memory.list({ search: 'STALE' });
    expect(memories.map(({ agentName }) => agentName)).toEqual(['me']);
    await api.memory.forget({ id: memories[0]?.id ?? '' });
    expect((await api.memory.list()).memories).toEqual([]);
    expect(await api.config.limit({ name: 'maxAttempts', value: '7' })).toMatchObject({ value: 7 });
    expect(await api.config.limit({ name: 'taskLeaseMs', value: '1h30m' })).toMatchObject({
      value: 5_400_000,
    });
    await api.config.limit({ name: 'taskLeaseMs' });
    expect((await api.config.limits())[0]).toMatchObject({ name: 'maxAttempts', value: 7, from: 'file' });
    const { harnesses } = await api.harness.matrix();
    expect(new Set(harnesses.map(({ probedAt }) => probedAt))).toEqual(new Set([null]));
  },
  slow,
);
