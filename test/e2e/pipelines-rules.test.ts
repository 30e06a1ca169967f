import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { called, calledBack, say, words } from '../fakes/acp-script.ts';
import { fullCapabilities } from '../fakes/acp.ts';
import { awaitUser, type FakeStep, result, said, started } from '../fakes/claude-script.ts';
import { atTerminal } from '../support/person.ts';
import { agent, createPiped, type Piped, shell } from '../support/piped.ts';

/** What a pipeline means, through the built program: gates, votes, questions, limits, texts, restarts. */

const fake = (name: string): string =>
  JSON.stringify([process.execPath, join(import.meta.dir, '../fakes', name)]);
/** One that answers with the text of a file of its own name. */
const answers = (name: string): string => shell(`cat > /dev/null; cat ${name}.txt`);

const verdicts: Readonly<Record<string, readonly [text: string, decision: string, state: string]>> = {
  refusal: ['I cannot approve this. To be approved, fix the tests first.', 'undecided', 'rejected'],
  nested: ['{"decision": "rejected", "details": {"decision": "approved"}}', 'rejected', 'rejected'],
  brace: ['{"decision": "approved", "reason": "the } of main is closed now"}', 'approved', 'completed'],
  two: ['{"tests": {"passed": 3}}\n{"decision": "rejected", "reason": "3 of 4"}', 'rejected', 'rejected'],
  silence: ['', 'undecided', 'rejected'],
};

const gate = (runtime: string): string => `gate: { type: llm, runtime: ${runtime}, max_retries: 1 }`;
const table = `Found:

| file | line |
|---|---|
| a.ts | 3 |

---
title: front matter
---

The end.`;

const profiles = {
  say: shell('cat > /dev/null; echo "it is done"'),
  echo: shell('sed "1,/^GIVEN/d"'),
  crash: shell('cat > /dev/null; echo "no model" >&2; exit 1'),
  deny: shell('cat > /dev/null; echo "I am not ready to say VOTE: AGREE yet"'),
  agree: shell('cat > /dev/null; echo "Fine."; echo "VOTE: AGREE"'),
  // Agrees in the first round, and takes it back.
  waver: shell('if grep -q "This is round 1"; then echo "VOTE: AGREE"; else echo "I object after all."; fi'),
  ask: shell('if grep -q "The answer: RS256"; then echo "signed"; else echo "HUMAN_INPUT: Which one?"; fi'),
  broken: shell('cat > /dev/null; if [ -e ok ]; then echo "now it works"; else exit 3; fi'),
  table: answers('table'),
  wait: shell('cat > /dev/null; echo $$ > pid; until [ -e go ]; do sleep 0.02; done'),
  ...Object.fromEntries(Object.keys(verdicts).map((name) => [name, answers(name)])),
  // Each ends only once the other has begun.
  here: shell('cat > /dev/null; touch here; until [ -e there ]; do sleep 0.02; done; echo here'),
  there: shell('cat > /dev/null; touch there; until [ -e here ]; do sleep 0.02; done; echo there'),
  picks: shell('cat > /dev/null; echo "One could say HANDOFF: a to a."; echo "- **HANDOFF: \\`b\\`.**"'),
  chunks: shell(
    'cat > /dev/null; echo "Use CHUNK_ADD: text to add one."; echo "**CHUNK_ADD: Write it**"; echo "CHUNK_DONE: C-001."; echo "VOTE: AGREE"',
  ),
  gemini1: `{ harness: gemini, command: ${fake('acp.ts')}, env: [ACP_FAKE] }`,
  claude1: `{ harness: claude, command: ${fake('claude.ts')}, env: [FAKE_SCRIPT] }`,
};

const judged = Object.fromEntries(
  [...Object.keys(verdicts), 'crash'].map((name) => [
    `judged-${name}`,
    `agents:\n${agent('a', 'say', gate(name))}`,
  ]),
);
const talk = (who: readonly string[], rounds: number, next = ''): string =>
  `agents:\n  - { id: meet, type: session, participants: [${who.map((_, at) => `p${at}`).join(', ')}], max_rounds: ${rounds}${next} }\n${who.map((runtime, at) => agent(`p${at}`, runtime)).join('')}`;

const pipelines = {
  ...judged,
  long: `${talk(['say', 'say', 'say'], 7, ', handoffs: [{ to: after, condition: on_no_consensus }]')}${agent('after', 'say')}`,
  denied: talk(['agree', 'deny'], 2),
  wavering: talk(['waver', 'deny'], 2),
  agreed: talk(['agree', 'agree'], 2),
  asking: `agents:\n${agent('a', 'ask', 'human_input: on_demand, gate: { type: human }, handoffs: [{ to: b }]')}${agent('b', 'echo')}`,
  runaway: `limits: { calls: 12 }\nagents:\n${agent('a', 'say', 'handoffs: [{ to: "a, b" }]')}${agent('b', 'say', 'handoffs: [{ to: a }]')}`,
  texts: `agents:\n${agent('a', 'table', 'handoffs: [{ to: b }]')}  - { id: b, runtime: echo, context_strategy: last_only, system_prompt: "GIVEN\\n{{ context }}" }\n`,
  begun: `agents:\n${agent('a', 'say', 'handoffs: [{ to: b }]')}${agent('b', 'say', 'handoffs: [{ to: c }]')}${agent('c', 'broken')}`,
  midway: `agents:\n  - { id: meet, type: session, participants: [p0, p1], max_rounds: 1, handoffs: [{ to: end, condition: on_consensus }] }\n${agent('p0', 'agree')}${agent('p1', 'wait')}${agent('end', 'say')}`,
  dear: `limits: { cost_usd: 0.3 }\nagents:\n${agent('a', 'say', 'handoffs: [{ to: "dear, slow" }]')}${agent('dear', 'claude1')}${agent('slow', 'wait')}`,
  beside: `agents:\n${agent('a', 'say', 'handoffs: [{ to: "b, c" }]')}${agent('b', 'here', 'handoffs: [{ to: d }]')}${agent('c', 'there', 'handoffs: [{ to: d }]')}${agent('d', 'echo', 'join: all')}`,
  picked: `agents:\n${agent('a', 'picks', 'handoffs: [{ to: "*", condition: auto }]')}${agent('b', 'say')}`,
  parts: `agents:\n  - { id: meet, type: session, participants: [p], max_rounds: 1, chunks: { initial: [Plan it] } }\n${agent('p', 'chunks')}`,
  gemini: `agents:\n${agent('a', 'gemini1', 'handoffs: [{ to: b }]')}${agent('b', 'echo')}`,
};

describe('what a pipeline means, through the built program', () => {
  let piped: Piped;
  beforeAll(async () => {
    piped = await createPiped(profiles, pipelines);
    for (const [name, [text]] of Object.entries(verdicts)) writeFileSync(piped.file(`${name}.txt`), text);
    writeFileSync(piped.file('table.txt'), table);
  });
  afterAll(() => piped[Symbol.asyncDispose]());
  const person = (...args: readonly string[]) => atTerminal(args, { cwd: piped.project.dir });
  /** The daemon, with what its agents are told to say. */
  async function withScript(env: Readonly<Record<string, string>>): Promise<void> {
    await piped.project.run(['serve', 'stop']);
    await piped.project.json(['serve', '--detach'], { env });
  }

  for (const [name, [, decision, state]] of Object.entries(verdicts))
    test(`a judge that says "${name}" has ${decision}`, async () => {
      const run = await piped.played(`judged-${name}`);
      expect(run).toMatchObject({ state, calls: decision === 'undecided' ? 3 : 2 });
      expect(run.steps.at(-1)).toMatchObject({ kind: 'gate', decision });
    });

  test('a judge that crashes has judged nothing: that is a failure, and no verdict on the work', async () => {
    const run = await piped.played('judged-crash');
    expect(run).toMatchObject({ state: 'failed', calls: 3 });
    expect(run.why).toContain('the gate of a could not judge: exit code 1: no model');
    expect(run.steps.at(-1)).toMatchObject({ kind: 'gate', decision: null, state: 'failed' });
  });

  test('three who talk for seven rounds leave room for the agent after them', async () => {
    const run = await piped.played('long');
    expect(run).toMatchObject({ state: 'completed', calls: 22, consensus: { isReached: false, rounds: 7 } });
    expect(run.steps.at(-1)).toMatchObject({ node: 'after', state: 'done', stage: 2 });
  }, 30_000);

  test('to talk about the vote is none, and who objects has taken theirs back', async () => {
    expect(await piped.played('agreed')).toMatchObject({ state: 'completed', consensus: { rounds: 1 } });
    const denied = await piped.played('denied');
    expect(denied).toMatchObject({ state: 'rejected', why: 'meet reached no consensus in 2 rounds' });
    expect(denied.steps.flatMap(({ node, agrees }) => (node === 'p1' ? [agrees] : []))).toEqual([
      false,
      false,
    ]);
    const wavering = await piped.played('wavering');
    expect(wavering.state).toBe('rejected');
    expect(wavering.steps.flatMap(({ node, agrees }) => (node === 'p0' ? [agrees] : []))).toEqual([
      true,
      false,
    ]);
    const { code, stdout } = await piped.project.run(['run', 'Agree', '--pipeline', 'denied']);
    expect([code, stdout.includes('no consensus in 2 rounds →')]).toEqual([6, true]);
  }, 20_000);

  test('who asks a person goes on with the answer, and their gate is still asked', async () => {
    const id = await piped.begin('asking');
    expect(await piped.ended(id)).toMatchObject({ state: 'waiting' });
    const answered = await person('human-input', id, 'RS256');
    expect(answered.stdout).toContain(`shoal approve ${id}`);
    const waiting = await piped.show(id);
    expect(waiting.steps.map(({ node, kind, state }) => `${node} ${kind} ${state}`)).toEqual([
      'a stage done',
      'a gate open',
    ]);
    await person('approve', id);
    expect(await piped.show(id)).toMatchObject({ state: 'completed', result: 'signed' });
  }, 20_000);

  test('a fan-out that begets itself ends at the limit of its run, and says so', async () => {
    const run = await piped.played('runaway');
    expect(run).toMatchObject({ state: 'limited', calls: 12 });
    expect(run.why).toContain('12 calls');
  }, 20_000);

  test('an answer with a table, rules and front matter reaches the next one whole', async () => {
    const run = await piped.played('texts');
    expect(run.result).toContain(table);
  });

  test('branches of a fan-out work at the same time, and meet', async () => {
    const run = await piped.played('beside');
    expect(run).toMatchObject({ state: 'completed', stages: 4 });
    expect(run.result).toContain('## From b\n\nhere');
    expect(run.result).toContain('## From c\n\nthere');
  });

  test('directives count on lines of their own, whatever Markdown is around them', async () => {
    const picked = await piped.played('picked');
    expect(picked.steps.map(({ node }) => node)).toEqual(['a', 'b']);
    const parts = await piped.played('parts');
    const { chunks } = (await piped.project.json(['chunks', 'list', parts.id])) as {
      chunks: readonly { description: string; status: string }[];
    };
    expect(chunks.map(({ description, status }) => `${description} ${status}`)).toEqual([
      'Plan it done',
      'Write it pending',
    ]);
    await piped.project.json(['chunks', 'done', parts.id, 'C-002']);
    const log = await piped.project.run(['log', '--json', '--limit', '1000']);
    expect(log.stdout.match(/run\.chunks-changed/g)).toHaveLength(3);
  });

  test('a parameter that is missing, wrong or unknown is named, and nothing begins', async () => {
    piped.write('valued', `params: { n: { type: number, required: true } }\nagents:\n${agent('a', 'say')}`);
    for (const [args, said] of [
      [[], 'valued needs n.'],
      [['-p', 'n=abc'], 'the value of n: "abc" is no number'],
      [['-p', 'n=1', '-p', 'm=2'], 'The pipeline valued has no param "m".'],
    ] as const) {
      const { code, stderr } = await piped.project.run(['run', 'x', '--pipeline', 'valued', ...args]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
    }
    const odd = await piped.project.run(['list', '--filter', 'odd']);
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('in_progress')]);
  });

  test('another default counts at once; an agent that is not there is named, and nothing begins', async () => {
    await piped.project.json(['pipeline', 'default', 'agreed']);
    const first = await piped.project.run(['run', 'x']);
    await piped.project.json(['pipeline', 'default', 'beside']);
    const second = await piped.project.run(['run', 'x']);
    expect([first.stdout.split('\n')[0], second.stdout.split('\n')[0]]).toEqual([
      expect.stringContaining('(agreed)'),
      expect.stringContaining('(beside)'),
    ]);
    const id = /^✓ (r\d+)/.exec(second.stdout)?.[1] ?? '';
    const runs = ((await piped.project.json(['runs'])) as readonly unknown[]).length;
    for (const args of [
      ['fix', id, 'x', '--agent', 'nobody'],
      ['run', 'x', '--agent', 'nobody'],
    ]) {
      const { code, stderr } = await piped.project.run(args);
      expect([code, stderr.split('\n')[0]]).toEqual([1, 'The pipeline has no agent "nobody".']);
    }
    expect((await piped.project.json(['runs'])) as readonly unknown[]).toHaveLength(runs);
  }, 20_000);

  test('what an agent costs ends its run while others are at work, and they are stopped', async () => {
    const steps: readonly FakeStep[] = [awaitUser, ...started, ...said('m1', 'Dear.'), result('Dear.')];
    writeFileSync(piped.file('script.json'), JSON.stringify(steps));
    await withScript({ FAKE_SCRIPT: piped.file('script.json') });
    const run = await piped.played('dear');
    expect(run).toMatchObject({ state: 'limited', why: 'it cost $0.50, and may cost $0.30' });
    expect(run.steps.find(({ node }) => node === 'slow')).toMatchObject({ state: 'cancelled' });
  }, 30_000);

  test('of what Gemini CLI streams the next agent gets the answer alone; its tools are shown', async () => {
    const turn = [
      say('I look first.', 'm1'),
      called('c1', { title: 'Read a.txt', kind: 'read' }),
      calledBack('c1', 'completed', { content: [words('one')] }),
      say('All is well.', 'm2'),
      { stop: { stopReason: 'end_turn' } },
    ];
    const script = { capabilities: fullCapabilities, turns: [turn] };
    await withScript({ ACP_FAKE: JSON.stringify(script) });
    const { stdout, code } = await piped.project.run(['run', 'Look', '--pipeline', 'gemini']);
    expect(code).toBe(0);
    expect(stdout).toContain('▶ a: Read a.txt');
    expect(stdout).not.toContain('sessionUpdate');
    const id = /^✓ (r\d+)/.exec(stdout)?.[1] ?? '';
    expect((await piped.show(id)).result?.trim()).toBe('All is well.');
  }, 30_000);

  test('a restart keeps the agent that a run began with, and what was said in its session', async () => {
    const failed = await piped.played('begun', '--agent', 'b');
    expect(failed.steps.map(({ node, state }) => `${node} ${state}`)).toEqual(['b done', 'c failed']);
    writeFileSync(piped.file('ok'), '');
    const again = await piped.project.json(['restart', failed.id, '--from-stage', '1', '--detach']);
    const anew = await piped.ended((again as { id: string }).id);
    expect(anew).toMatchObject({ state: 'completed', stages: 2 });
    expect(anew.steps.map(({ node }) => node)).toEqual(['b', 'c']);

    rmSync(piped.file('pid'), { force: true });
    const id = await piped.begin('midway');
    while (!existsSync(piped.file('pid'))) await new Promise(setImmediate);
    await piped.project.run(['cancel', id]);
    expect(await piped.show(id)).toMatchObject({ state: 'cancelled' });
    writeFileSync(piped.file('go'), '');
    const resumed = await piped.project.json(['restart', id, '--detach']);
    const whole = await piped.ended((resumed as { id: string }).id);
    expect(whole.steps.map(({ node, kind, state }) => `${node} ${kind} ${state}`)).toEqual([
      'meet session done',
      'p0 turn done',
      'p1 turn done',
    ]);
    expect(whole).toMatchObject({ state: 'rejected', calls: 1 });
  }, 30_000);

  test('failed, cancelled, rejected, limited and never begun have an exit code each', async () => {
    await piped.project.run(['serve', 'stop']);
    const codeOf = async (...args: readonly string[]) => (await piped.project.run(args)).code;
    const cancelled = await piped.begin('midway');
    await piped.project.run(['cancel', cancelled, '-r', 'not now']);
    const codes = [
      await codeOf('run', 'x', '--pipeline', 'agreed'),
      await codeOf('run', 'x', '--pipeline', 'judged-crash'),
      await codeOf('run', 'x', '--pipeline', 'denied'),
      await codeOf('run', 'x', '--pipeline', 'runaway'),
      await codeOf('run', 'watch', cancelled),
      await codeOf('run', 'watch', 'r999'),
      await codeOf('run', 'x', '--priority', 'odd'),
    ];
    expect(codes).toEqual([0, 8, 6, 7, 4, 1, 2]);
  }, 30_000);
});
