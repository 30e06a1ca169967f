import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { jsonLine } from '../../output.ts';
import { followLog } from '../event-stream.ts';
import { demoFailure } from '../failure.ts';
import { git, selfCommand } from '../self.ts';
import { callShoal, type Stage } from '../stage.ts';
import { speakerNames } from './speakers.ts';

/** A step of the run, as `shoal run` tells it. */
export interface DemoStep {
  readonly node: string;
  readonly kind: string;
  readonly state: string;
  readonly round: number;
  readonly decision: string | null;
  readonly reason: string | null;
  readonly brief: string | null;
  readonly agrees: boolean | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export interface DemoRun {
  readonly id: string;
  /** That wait for a person. */
  readonly requests: readonly string[];
  readonly state: string;
  readonly why: string | null;
  readonly steps: readonly DemoStep[];
  readonly result: string | null;
}

const pipeline = `agents:
  - { id: planner, runtime: planner, system_prompt: "Plan: {{ input }}", handoffs: [{ to: builder }] }
  - id: builder
    runtime: builder
    system_prompt: "Build: {{ input }}"
    gate: { type: llm, runtime: judge, prompt: "Is there a test?" }
    handoffs:
      - { to: meeting, condition: on_approve }
      - { to: builder, condition: on_reject, payload: "Again: {{ reject_reason }} (no test)" }
  - id: meeting
    type: session
    participants: [moon, sun]
    handoffs: [{ to: "docs, port, pump", condition: on_consensus }]
  - { id: moon, runtime: moon, system_prompt: "{{ input }}\\n{{ transcript }}" }
  - { id: sun, runtime: sun, system_prompt: "{{ input }}\\n{{ transcript }}" }
  - { id: docs, runtime: docs, system_prompt: "{{ input }}", handoffs: [{ to: release }] }
  - { id: port, runtime: port, system_prompt: "{{ input }}", handoffs: [{ to: release }] }
  - { id: pump, runtime: pump, system_prompt: "{{ input }}", handoffs: [{ to: release }] }
  - { id: release, runtime: release, join: all, system_prompt: "{{ input }}" }
`;

/** The same, with a last word for the person who looks on. */
const pipelineForPerson = pipeline.replace(
  'join: all, ',
  'join: all, gate: { type: human, prompt: "May the tide table hang in the harbour?" }, ',
);

/** The second act: a plan, a gate that rejects once, a discussion, three branches that meet; under a daemon of its own. */
export async function playPipeline(
  { directory, env }: Stage,
  signal: AbortSignal,
  tell: (step: DemoStep) => void,
): Promise<DemoRun> {
  const stage = { directory: join(dirname(directory), 'tides'), env, remove: () => undefined };
  mkdirSync(stage.directory);
  await git(stage.directory, stage.env, 'init', '-q', '-b', 'main');
  await callShoal(stage, ['init']);
  await furnish(stage, pipeline, { serve: { port: 0 } });
  try {
    return await run(stage, signal, tell);
  } finally {
    await callShoal(stage, ['serve', 'stop']);
  }
}

/** In the workspace of the first act, whose daemon runs; its end waits for a person. */
export async function playPipelineForPerson(
  stage: Stage,
  signal: AbortSignal,
  tell: (step: DemoStep) => void,
): Promise<void> {
  await furnish(stage, pipelineForPerson, {});
  const { id, steps, requests } = await run(stage, signal, tell);
  const open = steps.findIndex(({ state }) => state === 'open') + 1;
  if (open === 0) return;
  // `run` ends where it waits for a person, because nobody sits at its terminal here.
  for await (const { type, id: decided } of followLog(stage.directory, stage.env, signal))
    if (type === 'request.decided' && requests.includes(decided)) break;
  if (!signal.aborted) await follow(stage, ['run', 'watch', id, '--from', String(open)], signal, tell);
}

async function run(stage: Stage, signal: AbortSignal, tell: (step: DemoStep) => void): Promise<DemoRun> {
  const id = await follow(stage, ['run', 'A tide table for the aquarium'], signal, tell);
  return JSON.parse(await callShoal(stage, ['run', 'show', id])) as DemoRun; // by its contract
}

async function furnish(stage: Stage, text: string, config: object): Promise<void> {
  const profiles = Object.fromEntries(
    speakerNames.map((name) => [
      name,
      { harness: 'command', command: [...selfCommand(), 'demo', '--speak', name] },
    ]),
  );
  writeFileSync(join(stage.directory, 'shoal.yaml'), jsonLine({ profiles, ...config }));
  await callShoal(stage, ['pipeline', 'create', 'tides', '--file', '-'], text);
}

/** Gives the run's id once it has ended. */
async function follow(
  { directory, env }: Stage,
  command: readonly string[],
  signal: AbortSignal,
  tell: (step: DemoStep) => void,
): Promise<string> {
  const [program = '', ...args] = selfCommand();
  const child = spawn(program, [...args, ...command, '--json'], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    signal,
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  ended.catch(() => undefined); // awaited below
  let id: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as {
      readonly id?: string;
      readonly step?: DemoStep | null;
      readonly run?: { readonly id: string } | null;
      readonly type?: string;
    };
    id ??= said.id ?? said.run?.id;
    if (said.type === 'step' && said.step !== null && said.step !== undefined) tell(said.step);
  }
  await ended;
  if (id === undefined) throw demoFailure('the pipeline could not be started');
  return id;
}
