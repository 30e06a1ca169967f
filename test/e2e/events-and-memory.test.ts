import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createProject, type Project } from '../support/program.ts';

let project: Project;
let ada: Readonly<Record<string, string>>;
let bob: Readonly<Record<string, string>>;
beforeAll(async () => {
  project = createProject();
  await project.json(['init']);
  ada = await project.agent('ada');
  bob = await project.agent('bob');
});
afterAll(() => project[Symbol.dispose]());

interface Page {
  readonly events: readonly { readonly seq: number; readonly type: string; readonly data: unknown }[];
  readonly ackSeq: number;
}

const as = (env: Readonly<Record<string, string>>) => (args: readonly string[]) =>
  project.json(args, { env });
const events = async (...flags: string[]) => (await as(ada)(['events', ...flags])) as Page; // by the contract
const typesOf = ({ events: all }: Page) => all.map(({ type }) => type);

describe('events, through the built program', () => {
  test('come again until they are acknowledged, and then never', async () => {
    await as(bob)(['emit', 'deploy.before']);
    await as(ada)(['subscribe', 'deploy.*', 'task.done']);
    const sent = await as(bob)(['emit', 'deploy.done', '--data', '{"version":"1.4"}']);
    expect(sent).toMatchObject({ type: 'deploy.done', subscribers: 1 });
    await as(bob)(['emit', 'deployment.done']);
    const first = await events();
    expect(first.events).toMatchObject([{ type: 'deploy.done', data: { version: '1.4' } }]);
    expect(typesOf(await events('--ack'))).toEqual(['deploy.done']);
    expect(typesOf(await events())).toEqual([]);
    await as(bob)(['emit', 'deploy.again']);
    const { ackSeq } = await events();
    expect(typesOf(await events('--ack-seq', String(ackSeq)))).toEqual([]);
  });

  test('stand in the log with what was emitted with them', async () => {
    await as(bob)(['emit', 'build.done', '--data', '{"version":"1.4"}']);
    await as(bob)(['emit', 'build.count', '--data', '42']);
    expect(await as(ada)(['log', '--type', 'build'])).toMatchObject([
      { type: 'build.done', data: { version: '1.4' } },
      { type: 'build.count', data: 42 },
    ]);
    const { stdout } = await project.run(['log', '--type', 'build'], { env: ada });
    expect(stdout).toMatch(/build\.done .*\{"version":"1\.4"\}\n.*build\.count .* 42\n/);
  });

  test('wake who waits', async () => {
    const waiting = events('--wait', '60s', '--ack');
    await as(bob)(['emit', 'deploy.late']);
    expect(typesOf(await waiting)).toEqual(['deploy.late']);
  });

  test('are replayed by pattern from any place, and a new pattern brings nothing old', async () => {
    await as(ada)(['subscribe', 'deployment.*']);
    expect(typesOf(await events())).toEqual([]);
    await as(ada)(['subscribe', 'deployment.*', '--from', '0']);
    expect(typesOf(await events('--ack'))).toEqual(['deployment.done']);
    await as(ada)(['subscribe', '--from', '0']);
    expect(typesOf(await events())).toEqual([
      'deploy.before',
      'deploy.done',
      'deployment.done',
      'deploy.again',
      'deploy.late',
    ]);
  });

  test('what is wrong is refused and changes nothing', async () => {
    for (const args of [
      ['emit', 'Deploy Done'],
      ['emit', 'deploy.'],
      ['emit', 'deploy.*'],
      ['emit', 'deploy.done', '--data', 'no JSON'],
      ['subscribe', 'deploy.*.x'],
      ['subscribe', 'x', '--from', '100000'],
      ['events', '--ack-seq', '100000'],
    ])
      expect([args, (await project.run(args, { env: ada })).code]).toEqual([args, 2]);
    const nobody = await project.run(['events'], { env: bob });
    expect([nobody.code, nobody.stderr]).toEqual([3, expect.stringContaining('shoal subscribe')]);
  });
});

describe('memory, through the built program', () => {
  test('done and fail leave one, a claim carries it, and what failed is a warning', async () => {
    await as(ada)(['add', 'Migrate the users database']);
    await as(ada)(['claim']);
    await as(ada)(['done', '--summary', 'needs pg_dump 17, the older one fails']);
    await as(ada)(['add', 'Migrate the orders database', '--max-attempts', '1']);
    await as(ada)(['claim']);
    await as(ada)(['fail', '--reason', 'no disk']);
    await as(ada)(['add', 'Migrate the billing database']);
    const { memories } = (await as(bob)(['claim'])) as { memories: { text: string; outcome: string }[] };
    expect(memories.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'failed']);
    expect(await as(bob)(['recall'])).toMatchObject(memories);
    await as(bob)(['release']);
  });

  test('words and tags find it, the better one first; forget takes it out', async () => {
    await as(ada)(['remember', 'greet.sh is run by sh, not bash: no arrays', '-t', 'shell']);
    const found = (await as(bob)(['recall', 'arrays in greet.sh'])) as { id: string; tags: string[] }[];
    expect(found[0]).toMatchObject({ tags: ['shell'] });
    expect(await as(bob)(['recall', '-t', 'shell'])).toHaveLength(1);
    await as(ada)(['forget', found[0]?.id ?? '']);
    expect((await project.run(['recall', '-t', 'shell'], { env: bob })).code).toBe(3);
    for (const query of ['zebrafish', '"', 'the'])
      expect([query, (await project.run(['recall', query], { env: bob })).code]).toEqual([query, 3]);
  });
});

test('agents are found by what they can, and tasks go to those who can do them', async () => {
  await as(ada)(['join', '-c', 'research', '-c', 'summarize']);
  expect(await project.json(['ps', '-c', 'research'])).toMatchObject([{ name: 'ada' }]);
  expect(await project.json(['ps', '-c', 'search'])).toEqual([]);
  await as(bob)(['add', 'Read the papers', '--queue', 'lab', '--needs', 'research', '--needs', 'summarize']);
  const refused = await project.run(['claim', '--queue', 'lab'], { env: bob });
  expect(refused.code).toBe(3);
  expect(await as(ada)(['claim', '--queue', 'lab'])).toMatchObject({
    title: 'Read the papers',
    holderName: 'ada',
  });
});
