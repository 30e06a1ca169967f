import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverEvents } from '../../src/client/sse.ts';
import { isRunning } from '../support/agents.ts';
import { agent, shell } from '../support/piped.ts';
import { createServed, type Served } from '../support/served.ts';

/** Runs and pipelines over HTTP, by the built program. */

const until = '; until [ -e go ]; do sleep 0.02; done';
const profiles = {
  say: shell('cat > /dev/null; echo "it is done"'),
  five: shell(`cat > /dev/null; printf "one\\ntwo\\nthree\\nfour\\nfive\\n"${until}`),
  many: shell('cat > /dev/null; i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "piece $i."; done'),
  wait: shell(`cat > /dev/null; echo $$ > pid${until}`),
};
const pipelines: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(profiles).map((name) => [name, `agents:\n${agent('a', name)}`])),
  two: `agents:\n${agent('a', 'wait', 'handoffs: [{ to: b }]')}${agent('b', 'say')}`,
  meeting: `agents:\n  - { id: meet, type: session, participants: [a], max_rounds: 1, chunks: { initial: [one] } }\n${agent('a', 'wait')}`,
  broken: 'agents: [',
  aliased: `description: &said Said once\nagents:\n  - { id: a, runtime: say, system_prompt: *said }\n`,
};

interface Seen {
  readonly type: string;
  readonly run: { readonly state: string } | null;
  readonly text: string | null;
}

describe('over HTTP', () => {
  let served: Served;
  const file = (name: string): string => join(served.project.dir, name);
  beforeAll(async () => {
    served = await createServed();
    const lines = Object.entries(profiles).map(([name, profile]) => `  ${name}: ${profile}\n`);
    writeFileSync(file('shoal.yaml'), `profiles:\n${lines.join('')}`);
    mkdirSync(file('.shoal/pipelines'));
    for (const [name, text] of Object.entries(pipelines))
      writeFileSync(file(`.shoal/pipelines/${name}.yaml`), text);
  });
  afterAll(() => served[Symbol.asyncDispose]());

  const get = (path: string, token = served.humanToken) => served.fetch(path, { token });
  const post = (path: string, body: unknown) =>
    served.fetch(path, { method: 'POST', token: served.humanToken, body: JSON.stringify(body) });
  async function begin(pipeline: string): Promise<string> {
    for (const name of ['go', 'pid']) rmSync(file(name), { force: true });
    return (await served.client().run.start({ text: 'Do it', pipeline })).id;
  }
  /** What the stream of a run says, from its first step. */
  async function* seen(id: string): AsyncGenerator<Seen> {
    const { body } = await get(`/v1/runs/${id}/watch?from=1`);
    if (body === null) throw new Error('no body');
    for await (const { event, data } of serverEvents(body))
      if (event === 'message') yield JSON.parse(data) as Seen; // by its contract
  }

  /** That of the agent that waits. */
  async function processOf(): Promise<number> {
    while (!existsSync(file('pid')) || readFileSync(file('pid'), 'utf8') === '')
      await new Promise(setImmediate);
    return Number(readFileSync(file('pid'), 'utf8'));
  }

  test('lines that were written at once are seen at once, while the agent is silent', async () => {
    const id = await begin('five');
    let said = '';
    for await (const { text } of seen(id)) {
      said += text ?? '';
      if (said.includes('five')) break;
    }
    expect(await served.client().run.show({ id })).toMatchObject({ state: 'running' });
    expect(said.split('\n').slice(0, 5)).toEqual(['one', 'two', 'three', 'four', 'five']);
    writeFileSync(file('go'), '');
    for await (const { run } of seen(id)) if (run?.state === 'completed') break;
  }, 20_000);

  test('a reader who comes late, or reads nothing for long, sees all of 3,000 pieces and the end; again, too', async () => {
    const id = await begin('many');
    const { body } = await get(`/v1/runs/${id}/watch?from=1`);
    for await (const { run } of seen(id)) if (run?.state === 'completed') break;
    if (body === null) throw new Error('no body');
    for (const stream of [
      serverEvents(body),
      serverEvents((await get(`/v1/runs/${id}/watch?from=1`)).body ?? body),
    ]) {
      const all: Seen[] = [];
      for await (const { event, data } of stream) if (event === 'message') all.push(JSON.parse(data) as Seen); // as above
      const said = all.map(({ text }) => text ?? '').join('');
      expect(said.match(/piece \d+\./g)).toHaveLength(3_000);
      expect(all.at(-1)).toMatchObject({ type: 'run', run: { state: 'completed' } });
    }
  }, 30_000);

  test('to cancel ends the process of the agent, and nothing more begins', async () => {
    const id = await begin('two');
    const pid = await processOf();
    expect((await post(`/v1/runs/${id}/cancel`, { reason: 'not now' })).status).toBe(200);
    while (isRunning(pid)) await new Promise(setImmediate);
    const run = await served.client().run.show({ id });
    expect(run).toMatchObject({ state: 'cancelled', why: 'not now', steps: [{ node: 'a' }] });
    const again = await served.client().run.restart({ id });
    writeFileSync(file('go'), '');
    for await (const { run: now } of seen(again.id)) if (now?.state === 'completed') break;
  }, 20_000);

  test('no name leads out of the workspace, and a run that is not there has no chunks', async () => {
    const above = readdirSync(join(served.project.dir, '..')).toSorted();
    const mine = readdirSync(file('.shoal')).toSorted();
    const text = `agents:\n${agent('a', 'say')}`;
    for (const name of ['../x', '..%2Fx', '/tmp/x', '..', '.', 'a/b', 'a\u0000b', 'config.yaml/../x']) {
      const { pipeline, run, chunk } = served.client();
      const failures = await Promise.allSettled([
        pipeline.create({ pipeline: name, text }),
        pipeline.write({ pipeline: name, text, base: 'x' }),
        pipeline.duplicate({ pipeline: 'say', as: name }),
        pipeline.publish({ pipeline: 'say', name, repo: 'registry' }),
        pipeline.pull({ pipeline: name, repo: 'registry' }),
        run.start({ text: 'x', pipeline: name }),
        run.show({ id: name }),
        chunk.add({ run: name, description: 'x' }),
      ]);
      for (const failure of failures)
        expect(failure).toMatchObject({
          status: 'rejected',
          reason: { code: expect.stringMatching(/^(?:INVALID_INPUT|NOT_FOUND)$/) },
        });
    }
    const missing: unknown = await served
      .client()
      .chunk.add({ run: 'r999', description: 'x' })
      .catch((error: unknown) => error);
    expect(missing).toMatchObject({ code: 'NOT_FOUND' });
    expect(readdirSync(join(served.project.dir, '..')).toSorted()).toEqual(above);
    expect(readdirSync(file('.shoal')).toSorted()).toEqual(mine);
  }, 20_000);

  test('markup in what agents and people write is data, and never a page', async () => {
    const id = await begin('meeting');
    await processOf();
    const markup = '</script><script>alert(1)</script>';
    expect((await post('/v1/chunks/add', { run: id, description: markup })).status).toBe(200);
    const answer = await get(`/v1/runs/${id}`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.json()).toMatchObject({ chunks: [{}, { description: markup }] });
    await post(`/v1/runs/${id}/cancel`, {});
  }, 20_000);

  test('a pipeline that cannot be read is listed as that, and hides no other', async () => {
    const all = await served.client().pipeline.list();
    expect(all.find(({ name }) => name === 'broken')).toMatchObject({ agents: 0, errors: 1 });
    expect(all.find(({ name }) => name === 'say')).toMatchObject({ agents: 1, errors: 0 });
    expect(all.find(({ name }) => name === 'aliased')).toMatchObject({ description: 'Said once', errors: 0 });
  });
});
