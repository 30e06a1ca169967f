import { expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createShoalClient } from '../../src/client/index.ts';
import { createServed, type Served } from '../support/agents.ts';

const slow = 60_000;

/** Over HTTP, as the person whose browser it is. */
function person({ project }: Served) {
  const stateDir = join(project.dir, '.shoal');
  const { url } = JSON.parse(readFileSync(join(stateDir, 'serve.json'), 'utf8')) as { url: string };
  return createShoalClient({ url, token: readFileSync(join(stateDir, 'human-token'), 'utf8').trim() });
}

test(
  'a person starts an agent, tells it more, interrupts, forks, ends and resumes it',
  async () => {
    await using served = await createServed();
    await served.serve();
    const api = person(served);
    const { id } = await api.session.start({ profile: 'fake', name: 'fay', text: 'work [[hang]]' });
    await served.untilSession(id, ({ state }) => state === 'working');
    const [row] = (await api.agent.ps()).filter(({ name }) => name === 'fay');
    expect(row).toMatchObject({ state: 'working', profile: 'fake', session: id, tool: null });
    expect(row?.turnSince).not.toBeNull();
    const later = await api.message.send({ text: 'and then this', to: ['fay'], priority: 'next' });
    await api.session.interrupt({ session: 'fay' });
    await served.untilSeen(later.id);
    await served.untilSession(id, ({ turns }) => turns === 2);
    const urgent = await api.message.send({ text: 'drop it', to: ['fay'], now: true });
    await served.untilSeen(urgent.id);
    await served.untilSession(id, ({ turns, state }) => turns === 3 && state === 'idle');
    const fork = await api.session.fork({ session: id, text: 'go the other way', name: 'gil' });
    await served.untilSession(fork.id, ({ turns }) => turns === 1);
    const killed = await api.agent.kill({ name: 'fay' });
    expect(killed).toMatchObject([{ name: 'fay', outcome: 'killed' }]);
    expect(await api.session.show({ session: id })).toMatchObject({
      state: 'ended',
      plan: [],
      compactions: 0,
    });
    const resumed = await api.session.resume({ session: id, text: 'once more' });
    await served.untilSession(resumed.id, ({ turns, state }) => turns === 4 && state === 'idle');
    const [newest] = (await api.session.list({ all: true })).filter((one) => one.id === resumed.id);
    expect(newest).toMatchObject({ agentName: 'fay', turnSince: null });

    const read = async (query: { before?: number; limit: number }) => {
      const found: number[] = [];
      for await (const page of api.session.transcript({ session: id, ...query }))
        found.push(...[page].flat().map(({ n }) => Number(n)));
      return found;
    };
    const whole = await read({ limit: 10_000 });
    const back: number[] = [];
    for (let page = [(whole.at(-1) ?? 0) + 1]; page.length > 0;) {
      page = await read({ limit: 3, before: page[0] ?? 0 });
      back.unshift(...page);
    }
    expect(back).toEqual(whole);
  },
  slow,
);

test(
  'a permission says how risky it is and what lasting policies would say; a person approves for the profile',
  async () => {
    await using served = await createServed({
      yaml: '# what may be done unasked\npolicies:\n  - { decision: ask, tool: "*" } # the rest\n',
    });
    await served.serve();
    const api = person(served);
    const { id } = await api.session.start({ profile: 'fake', name: 'fay', text: 'build it [[ask]]' });
    await served.untilSession(id, ({ state }) => state === 'waiting');
    const [request] = await api.request.list();
    expect(request).toMatchObject({ command: 'make', risk: 'medium', riskWhy: 'not known' });
    const named = { id: request?.id ?? '' };
    expect((await api.request.show(named)).subject).toMatchObject({
      kind: 'command',
      command: 'make',
      cwd: served.project.dir,
      edits: [],
      run: null,
    });
    const { open, rules } = await api.request.rule(named);
    expect(open).toBe(true);
    expect(rules.map(({ scope, possible, words }) => [scope, possible, words])).toEqual([
      ['session', false, null],
      ['task', false, null],
      ['profile', true, 'allow `make` for profile fake'],
    ]);
    const refused = api.request.approve({ ...named, alwaysFor: 'task' });
    expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await api.request.approve({ ...named, alwaysFor: 'profile' });
    await served.untilSession(id, ({ turns, state }) => turns === 1 && state === 'idle');
    const suggested = await served.project.run(['policy', 'suggest', named.id]);
    expect(suggested.stdout).toContain('allow `make` for profile fake');
    expect(suggested.stdout).not.toContain('--always'); // it is decided: that would be refused
    const yaml = readFileSync(join(served.project.dir, 'shoal.yaml'), 'utf8');
    expect(yaml).toContain('# what may be done unasked');
    expect(yaml).toContain('{ decision: ask, tool: "*" } # the rest');
    expect(await api.config.policyList()).toMatchObject([
      { number: 1, decision: 'allow', command: 'make', profile: 'fake', task: null },
      { number: 2, decision: 'ask' },
    ]);
    await served.untilSeen((await api.message.send({ text: 'again [[ask]]', to: ['fay'] })).id);
    await served.untilSession(id, ({ turns }) => turns === 2);
    expect((await api.request.list({ all: true }))[0]).toMatchObject({
      decidedBy: 'policy',
      outcome: 'approve',
    });
    const { requests } = await api.policy.test();
    expect(requests[0]).toMatchObject({ would: 'allow', rule: 1 });
  },
  slow,
);

test(
  'a person takes a task away, gives it to another, cancels and retries it, and sees what was changed and tried',
  async () => {
    await using served = await createServed();
    const { project } = served;
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        cwd: project.dir,
        stdio: 'pipe',
      });
    writeFileSync(join(project.dir, 'a.txt'), 'one\n');
    for (const args of [
      ['init', '-q'],
      ['add', 'a.txt'],
      ['commit', '-qm', 'first'],
    ])
      git(...args);
    await served.serve();
    const api = person(served);
    await api.task.add({ title: 'build' });
    await project.json(['claim'], { env: served.me });
    writeFileSync(join(project.dir, 'a.txt'), 'two\n');
    const changes = await api.session.changes({ task: 't1' });
    expect(changes).toMatchObject({ agentName: 'me', shared: true, session: null });
    expect(changes.files.find(({ path }) => path === 'a.txt')?.diff).toContain('-one\n+two');
    const taken = await api.task.steal({ id: 't1', reason: 'not this one', assignee: '@reviewer' });
    expect(taken).toMatchObject({ state: 'ready', assignee: '@reviewer', holder: null });
    expect(await project.json(['inbox', '--unread'], { env: served.me })).toMatchObject([
      { body: 'I took away t1 "build": not this one' },
    ]);
    expect(await api.task.assign({ id: 't1', assignee: 'anyone' })).toMatchObject({ assignee: null });
    expect(await api.task.cancel({ id: 't1' })).toMatchObject({ state: 'cancelled' });
    expect(await api.task.retry({ id: 't1' })).toMatchObject({ state: 'ready' });
    await project.json(['claim'], { env: served.me });
    const mine = await api.task.steal({ id: 't1', reason: 'I do it' });
    expect(mine.state).toBe('running');
    await api.task.done({ id: 't1', summary: 'by hand' });
    const { attempts } = await api.task.attempts({ id: 't1' });
    expect(attempts.map(({ agentName, state }) => [agentName, state])).toEqual([
      ['me', 'stolen'],
      ['me', 'stolen'],
      [mine.holderName ?? '', 'done'],
    ]);
    expect(await api.task.board({ ids: ['t1'] })).toMatchObject({
      rows: [{ id: 't1', state: 'done', costUsd: null }],
      counts: { done: 1 },
    });
  },
  slow,
);
