// What the engine of pipelines takes for itself per stage at 10, 100 and 1,000 stages; four agents of a second each, fanned out;
// how long a piece of an agent's output takes to the terminal; lists of 1,000 runs with answers of 80 kB; reading a pipeline of 200
// agents.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPipelineEngine } from '../src/engines/pipeline/engine.ts';
import { finished } from '../src/domain/task-rules.ts';
import { createRun } from '../src/operations/handlers/run/start-run.ts';
import { claimTask } from '../src/operations/handlers/task/claim.ts';
import type { Context } from '../src/operations/context.ts';
import { invoke } from '../src/operations/invoke.ts';
import { openShoal } from '../src/shoal.ts';
import type { Pipeline } from '../src/domain/pipeline/definition.ts';
import { readPipeline } from '../src/surfaces/pipelines/read.ts';
import { quantile, reportAtMost, reportBelow } from './support/report.ts';
import { Workspace } from './support/workspace.ts';

const facts = { token: null, ancestors: [], marker: null, provenHuman: false, user: 'bench' };

function parsed(yaml: string): Pipeline {
  const { pipeline, problems } = readPipeline('p', 'p.yaml', { read: () => yaml });
  if (pipeline === null) throw new Error(JSON.stringify(problems));
  return pipeline;
}

/** So many agents, one after another. */
function line(stages: number): string {
  const agents = Array.from({ length: stages }, (_, at) => {
    const next = at + 1 < stages ? `, handoffs: [{ to: s${at + 1} }]` : '';
    return `  - { id: s${at}, runtime: claude, system_prompt: "Do {{ input }} after {{ context }}"${next} }`;
  });
  return `limits: { calls: 100000, depth: 100000 }\nagents:\n${agents.join('\n')}\n`;
}

/** Two agents that hand over to each other until the run may go no deeper. */
const loop = (stages: number): string => `limits: { calls: 100000, depth: ${stages} }
agents:
  - { id: dev, runtime: claude, system_prompt: "Do {{ input }} after {{ context }}", handoffs: [{ to: test }] }
  - { id: test, runtime: claude, system_prompt: "Test {{ input }} after {{ context }}", handoffs: [{ to: dev }] }
`;

async function withContext<T>(work: (context: Context, agent: string) => Promise<T>): Promise<T> {
  using workspace = new Workspace();
  await using shoal = openShoal({ cwd: workspace.directory, env: {} });
  const hand = await shoal.context({ facts: { ...facts, session: { harness: 'codex', id: 'hand' } } });
  const { id: agent } = await invoke(hand, 'agent.join', { name: 'hand' });
  return await work(await shoal.context({ facts: { ...facts, session: null } }), agent);
}

interface Played {
  readonly msPerStage: number;
  readonly stages: number;
}

/** Its agents answer at once; what the engine takes is counted, and nothing else. */
async function play(context: Context, agent: string, pipeline: Pipeline, answer: string): Promise<Played> {
  const { store } = context;
  const engine = createPipelineEngine({ context, log: { info: () => {}, warn: console.error } });
  const base = { name: 'p', params: {}, title: 'Do it', input: 'Do it', start: null, priority: 5 };
  const order = { ...base, pipeline, directory: `/${crypto.randomUUID()}`, isApart: true };
  const { id } = await store.transact((tx) => createRun(tx, context, order));
  let spent = 0;
  for (;;) {
    const startedAt = performance.now();
    while (await engine.step());
    spent += performance.now() - startedAt;
    const isOver = await store.transact((tx) => {
      const [step] = tx.list('step', { where: { liveIn: id } });
      const task = step?.task === undefined || step.task === null ? undefined : tx.get('task', step.task);
      if (task === undefined) return true;
      const held = claimTask(tx, context, task, agent, undefined, 'task.claimed');
      tx.update('task', task.id, finished(held, answer, tx.now), { type: 'task.done', task: task.id });
      return false;
    });
    if (isOver) break;
  }
  const { stages = 0 } = (await store.read((view) => view.get('run', id))) ?? {};
  return { msPerStage: spent / stages, stages };
}

/** Of each length so many runs in turn: together about as many stages of each. */
const lengths = [
  { stages: 10, runs: 20 },
  { stages: 100, runs: 3 },
  { stages: 1_000, runs: 1 },
] as const;
const rounds = 3;

async function perStage(): Promise<void> {
  const answer = 'word '.repeat(800);
  for (const [name, yamlOf] of [
    ['two agents in turn', loop],
    ['as many agents', line],
  ] as const) {
    const found = await withContext(async (context, agent) => {
      const all = new Map<number, number[]>(lengths.map(({ stages }) => [stages, []]));
      await play(context, agent, parsed(yamlOf(200)), answer); // compiled by now
      for (let round = 0; round < rounds; round += 1)
        for (const { stages, runs } of lengths)
          for (let count = 0; count < runs; count += 1) {
            const played = await play(context, agent, parsed(yamlOf(stages)), answer);
            if (played.stages !== stages) throw new Error(`${stages} stages wanted, ${played.stages} done`);
            all.get(stages)?.push(played.msPerStage);
          }
      return all;
    });
    const median = (stages: number): number => quantile(found.get(stages) ?? [], 0.5);
    for (const { stages } of lengths)
      reportBelow(
        `the engine's own time per stage, ${stages} stages, ${name}`,
        'agents that answer at once',
        median(stages),
        3,
        'ms',
      );
    reportAtMost(`the same, 1,000 stages, ${name}`, '10 stages', median(1_000), median(10), 1.5, 'ms');
  }
}

/** Says, after each silence, what time it is. */
const clock = `for (let count = 0; count < 40; count += 1) {
  await Bun.sleep(100);
  process.stdout.write(\`now \${performance.timeOrigin + performance.now()}\\n\`);
}`;

async function firstByte(): Promise<void> {
  using workspace = new Workspace();
  writeFileSync(join(workspace.directory, 'clock.ts'), clock);
  project(workspace, 'agents: [{ id: a, runtime: clock, system_prompt: x }]');
  const took: number[] = [];
  const decoder = new TextDecoder();
  try {
    workspace.command(['run', 'x', '--detach']);
    const watching = workspace.start(['run', 'watch', 'r1', '--from', '1'], 'reader');
    for await (const bytes of watching.stdout) {
      const seenAt = performance.timeOrigin + performance.now();
      const said = [...decoder.decode(bytes).matchAll(/now (\d+(?:\.\d+)?)/g)];
      // What was said before the reader was there is no measure of it.
      for (const [, at = ''] of said.length > 1 ? [] : said) took.push(seenAt - Number(at));
    }
  } finally {
    workspace.command(['serve', 'stop']);
  }
  if (took.length < 20) throw new Error(`only ${took.length} pieces came by themselves`);
  const what = "first byte of an agent's output to the terminal, after a silence";
  reportBelow(what, 'median of 40', quantile(took, 0.5), 20, 'ms');
  reportBelow(`${what}, the slowest twentieth`, 'quantile 0.95 of 40', quantile(took, 0.95), 20, 'ms');
}

function project(workspace: Workspace, yaml: string): void {
  writeFileSync(
    join(workspace.directory, 'shoal.yaml'),
    `profiles:
  slow: { harness: command, command: [sh, -c, 'cat > /dev/null; sleep 1; echo done'], permission: full }
  say: { harness: command, command: [sh, -c, 'cat > /dev/null; echo done'], permission: full }
  clock: { harness: command, command: [${JSON.stringify(process.execPath)}, clock.ts], permission: full }
`,
  );
  mkdirSync(join(workspace.directory, '.shoal/pipelines'), { recursive: true });
  writeFileSync(join(workspace.directory, '.shoal/pipelines/default.yaml'), yaml);
}

async function fanOut(): Promise<void> {
  using workspace = new Workspace();
  const branches = ['b', 'c', 'd', 'e'];
  project(
    workspace,
    `agents:\n  - { id: a, runtime: say, system_prompt: x, handoffs: [{ to: "${branches.join(', ')}" }] }\n${branches
      .map((id) => `  - { id: ${id}, runtime: slow, system_prompt: x, handoffs: [{ to: end }] }`)
      .join('\n')}\n  - { id: end, runtime: say, join: all, system_prompt: x }\n`,
  );
  const times: number[] = [];
  try {
    for (let count = 0; count < 3; count += 1) {
      const { id } = workspace.ok<{ id: string }>(['run', 'start', 'x']);
      workspace.command(['run', 'watch', id]);
      const { steps } = workspace.ok<{ steps: { node: string; startedAt: string; endedAt: string }[] }>([
        'run',
        'show',
        id,
      ]);
      const own = steps.filter(({ node }) => branches.includes(node));
      const at = (text: string): number => Date.parse(text);
      times.push(
        Math.max(...own.map(({ endedAt }) => at(endedAt))) -
          Math.min(...own.map(({ startedAt }) => at(startedAt))),
      );
    }
  } finally {
    workspace.command(['serve', 'stop']);
  }
  reportBelow('four agents of a second each, fanned out', 'wall clock', quantile(times, 0.5), 1_300, 'ms');
}

async function lists(): Promise<void> {
  using workspace = new Workspace();
  await using shoal = openShoal({ cwd: workspace.directory, env: {} });
  const hand = await shoal.context({ facts: { ...facts, session: { harness: 'codex', id: 'hand' } } });
  const { id: agent } = await invoke(hand, 'agent.join', { name: 'hand' });
  const context = await shoal.context({ facts: { ...facts, session: null } });
  const pipeline = parsed(line(2));
  const answer = 'x'.repeat(80_000);
  for (let count = 0; count < 1_000; count += 1) await play(context, agent, pipeline, answer);
  for (const args of [['runs'], ['runs', '--limit', '1000'], ['show', 'r12']]) {
    const times = Array.from({ length: 9 }, () => {
      const startedAt = performance.now();
      const { exitCode, stderr } = workspace.command(args);
      if (exitCode !== 0) throw new Error(String(stderr));
      return performance.now() - startedAt;
    });
    reportBelow(
      `\`shoal ${args.join(' ')}\` among 1,000 runs of 80 kB answers, whole process`,
      'wall clock',
      quantile(times, 0.5),
      60,
      'ms',
    );
  }
}

async function reading(): Promise<void> {
  const yaml = line(200);
  const times = Array.from({ length: 15 }, () => {
    const startedAt = performance.now();
    parsed(yaml);
    return performance.now() - startedAt;
  });
  reportBelow('reading and checking a pipeline of 200 agents', 'in process', quantile(times, 0.5), 50, 'ms');
}

const wanted = process.argv.slice(2);
for (const work of [reading, perStage, fanOut, firstByte, lists])
  if (wanted.length === 0 || wanted.includes(work.name)) await work();
