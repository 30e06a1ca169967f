import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../support/agents.ts';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

/** Says that it has begun, and goes on when it is let: both through pipes, so that nobody has to guess. */
const worker = `#!/bin/sh
text=$(cat)
echo up > begun
read word < gate
case "$word" in
  fail) echo "it broke" >&2; exit 3 ;;
  *) printf 'first line\\n%s\\n' "$word" ;;
esac
`;

interface Letter {
  readonly from: string;
  readonly body: string;
  readonly task: string | null;
}

describe('queues, through the built program', () => {
  let project: Project;
  let ada: Readonly<Record<string, string>>;

  beforeEach(async () => {
    project = createProject();
    await project.run(['init']);
    ada = await project.agent('ada');
    const script = join(project.dir, 'worker.sh');
    writeFileSync(script, worker);
    chmodSync(script, 0o755);
    for (const pipe of ['begun', 'gate']) Bun.spawnSync(['mkfifo', join(project.dir, pipe)]);
    writeFileSync(
      join(project.dir, 'shoal.yaml'),
      `profiles:
  worker: {harness: command, command: [./worker.sh], crashesMax: 1}
queues:
  jobs: {profile: worker, max_attempts: 1}
  plain: {}
`,
    );
  });
  afterEach(async () => {
    await project.run(['serve', 'stop']);
    project[Symbol.dispose]();
  });

  const begun = () => Bun.spawn(['cat', 'begun'], { cwd: project.dir }).exited;
  const go = (word: string) =>
    Bun.spawn(['sh', '-c', `echo ${word} > gate`], {
      cwd: project.dir,
      stdio: ['ignore', 'ignore', 'ignore'],
    }).exited;
  const inbox = () => project.json(['inbox', '--unread'], { env: ada }) as Promise<Letter[]>;
  const show = (id: string) =>
    project.json(['show', id]) as Promise<{ state: string; attempts: number; result: string; error: string }>;
  const daemonPid = async () => ((await project.json(['serve', 'status'])) as { pid: number }).pid;

  /** Until the log has an event of this type about the task. */
  async function until(type: string, task: string): Promise<void> {
    const child = Bun.spawn([program, 'log', '--follow', '--json'], {
      cwd: project.dir,
      env: cleanEnvironment(),
      stdout: 'pipe',
      stderr: 'ignore',
    });
    let text = '';
    for await (const chunk of child.stdout) {
      text += new TextDecoder().decode(chunk);
      const events = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { type: string; task: string | null });
      if (events.some((event) => event.type === type && event.task === task)) break;
    }
    child.kill();
    await child.exited;
  }

  test('a task is worked on by a worker of the profile, and its whole last message comes back', async () => {
    const first = begun();
    expect(await project.json(['enqueue', 'jobs', 'Do the first', '--callback'], { env: ada })).toEqual({
      id: 't1',
      position: 1,
    });
    expect(await project.json(['enqueue', 'jobs', 'Do the second'], { env: ada })).toMatchObject({
      id: 't2',
    });
    await first;
    expect(await project.json(['queue', 'show', 'jobs'])).toMatchObject({
      profile: 'worker',
      running: 1,
      ready: 1,
      workers: 1,
      runningTasks: [{ id: 't1', session: 's1' }],
    });
    const done = until('message.sent', 't1');
    const second = begun();
    await go('finished');
    await done;
    expect(await inbox()).toMatchObject([
      { from: 'queue:jobs · t1 · done', body: 'first line\nfinished', task: 't1' },
    ]);
    await second;
    const finished = until('task.done', 't2');
    await go('too');
    await finished;
    expect(await show('t2')).toMatchObject({ state: 'done', result: 'first line\ntoo' });
    expect(await inbox()).toEqual([]);
  });

  test('the daemon killed with -9 loses no turn and calls back once', async () => {
    const running = begun();
    await project.json(['enqueue', 'jobs', 'Survive', '--callback'], { env: ada });
    await running;
    process.kill(await daemonPid(), 'SIGKILL');
    await go('alive');
    const done = until('message.sent', 't1');
    await project.run(['serve', '--detach']);
    await done;
    expect(await show('t1')).toMatchObject({ state: 'done', attempts: 1, result: 'first line\nalive' });
    process.kill(await daemonPid(), 'SIGKILL');
    await project.run(['serve', '--detach']);
    expect(await inbox()).toMatchObject([{ from: 'queue:jobs · t1 · done', body: 'first line\nalive' }]);
    expect(await inbox()).toEqual([]);
  });

  test('a worker that crashes fails its task, with its last words', async () => {
    const running = begun();
    await project.json(['enqueue', 'jobs', 'Break', '--callback'], { env: ada });
    await running;
    const failed = until('task.failed', 't1');
    await go('fail');
    await failed;
    expect((await show('t1')).error).toContain('it broke');
    expect(await inbox()).toMatchObject([{ from: 'queue:jobs · t1 · failed' }]);
    expect(await project.json(['list', '--state', 'failed'])).toMatchObject([{ id: 't1' }]);
  });

  test('a cancelled task ends the process of its worker', async () => {
    const running = begun();
    await project.json(['enqueue', 'jobs', 'Never mind', '--callback'], { env: ada });
    await running;
    const ended = until('session.ended', 't1');
    expect((await atTerminal(['cancel', 't1'], { cwd: project.dir })).code).toBe(0);
    await ended;
    expect(await project.json(['session', 's1'])).toMatchObject({ state: 'ended', pid: null });
    expect(await inbox()).toMatchObject([{ from: 'queue:jobs · t1 · cancelled' }]);
  });

  test('a dead letter is given fresh attempts, and its producer hears of both ends', async () => {
    const first = begun();
    await project.json(['enqueue', 'jobs', 'Break, then work', '--callback'], { env: ada });
    await first;
    const failed = until('task.failed', 't1');
    await go('fail');
    await failed;
    const again = begun();
    await project.json(['retry', 't1'], { env: ada });
    await again;
    const done = until('task.done', 't1');
    await go('mended');
    await done;
    expect(await show('t1')).toMatchObject({ state: 'done', attempts: 1, result: 'first line\nmended' });
    expect((await inbox()).map(({ from }) => from)).toEqual([
      'queue:jobs · t1 · failed',
      'queue:jobs · t1 · done',
    ]);
    expect(await project.json(['list', '--state', 'failed'])).toEqual([]);
  });

  test('a producer that cancels hears of that alone, and nothing of the worker runs on', async () => {
    const running = begun();
    await project.json(['enqueue', 'jobs', 'Never mind', '--callback'], { env: ada });
    await running;
    const { pid } = (await project.json(['session', 's1'])) as { pid: number };
    const ended = until('session.ended', 't1');
    await project.json(['cancel', 't1', '-r', 'no need'], { env: ada });
    await ended;
    expect(isRunning(pid)).toBe(false);
    expect(await inbox()).toMatchObject([{ from: 'queue:jobs · t1 · cancelled', body: 'no need' }]);
  });

  test('what waits is shown in the order in which it is taken', async () => {
    for (const [text, priority] of [
      ['last', '1'],
      ['second', '5'],
      ['first', '9'],
      ['third', '5'],
    ] as const)
      await project.json(['enqueue', 'plain', text, '-p', priority], { env: ada });
    const { waitingTasks } = (await project.json(['queue', 'show', 'plain'])) as {
      waitingTasks: { title: string }[];
    };
    expect(waitingTasks.map(({ title }) => title)).toEqual(['first', 'second', 'third', 'last']);
  });

  test('a queue without a profile is claimed from; nobody is started', async () => {
    const { stdout, stderr } = await project.run(['enqueue', 'plain', 'By hand'], { env: ada });
    expect(stdout).toContain('t1  number 1 in its queue');
    expect(stderr).toContain('plain has no profile: it waits for whoever claims it');
    expect(await project.json(['claim', '--queue', 'plain'], { env: ada })).toMatchObject({ id: 't1' });
    expect(await project.json(['sessions', '--all'])).toEqual([]);
    expect(await project.json(['queue'])).toMatchObject([
      { name: 'jobs', profile: 'worker' },
      { name: 'plain', profile: null, running: 1 },
    ]);
  });

  test('who fills a queue while shoal.yaml has a problem is told of that', async () => {
    writeFileSync(join(project.dir, 'shoal.yaml'), 'queues:\n  jobs: { profil: worker }\n');
    const { code, stderr } = await project.run(['enqueue', 'jobs', 'By whom?'], { env: ada });
    expect(code).toBe(0);
    expect(stderr).toContain('jobs has no profile in force: shoal.yaml has a problem. shoal.yaml:2:');
  });

  test('what waits in a queue is done once it is given a profile, without a daemon so far', async () => {
    await project.json(['enqueue', 'plain', 'By a worker after all'], { env: ada });
    const running = begun();
    const { code } = await atTerminal(['config', 'queue', 'add', 'plain', '-p', 'worker'], {
      cwd: project.dir,
    });
    expect(code).toBe(0);
    await running;
    const done = until('task.done', 't1');
    await go('ok');
    await done;
  });

  test('a queue added while the daemon runs is dispatched without a restart', async () => {
    await project.run(['serve', '--detach']);
    const pid = await daemonPid();
    expect(
      (await atTerminal(['config', 'queue', 'add', 'later', '-p', 'worker'], { cwd: project.dir })).code,
    ).toBe(0);
    const running = begun();
    await project.json(['add', 'Through add', '--queue', 'later'], { env: ada });
    await running;
    const done = until('task.done', 't1');
    await go('ok');
    await done;
    expect(await daemonPid()).toBe(pid);
  });
});
