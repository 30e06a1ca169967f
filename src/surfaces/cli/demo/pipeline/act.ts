import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { jsonLine } from '../../output.ts';
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

/** The second act: a plan, a gate that rejects once, a discussion, three branches that meet; under a daemon of its own. */
export async function playPipeline(
  { directory, env }: Stage,
  signal: AbortSignal,
  tell: (step: DemoStep) => void,
): Promise<DemoRun> {
  const stage = { directory: join(dirname(directory), 'tides'), env, remove: () => undefined };
  await furnish(stage);
  try {
    const id = await follow(stage, signal, tell);
    return JSON.parse(await callShoal(stage, ['run', 'show', id])) as DemoRun; // by its contract
  } finally {
    await callShoal(stage, ['serve', 'stop']);
  }
}

async function furnish(stage: Stage): Promise<void> {
  mkdirSync(stage.directory);
  await git(stage.directory, stage.env, 'init', '-q', '-b', 'main');
  await callShoal(stage, ['init']);
  const profiles = Object.fromEntries(
    speakerNames.map((name) => [
      name,
      { harness: 'command', command: [...selfCommand(), 'demo', '--speak', name] },
    ]),
  );
  writeFileSync(join(stage.directory, 'shoal.yaml'), jsonLine({ profiles, serve: { port: 0 } }));
  await callShoal(stage, ['pipeline', 'create', 'tides', '--file', '-'], pipeline);
}

/** Gives the run's id once it has ended. */
async function follow(
  { directory, env }: Stage,
  signal: AbortSignal,
  tell: (step: DemoStep) => void,
): Promise<string> {
  const [program = '', ...args] = selfCommand();
  const child = spawn(program, [...args, 'run', 'A tide table for the aquarium', '--json'], {
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
      readonly type?: string;
    };
    id ??= said.id;
    if (said.type === 'step' && said.step !== null && said.step !== undefined) tell(said.step);
  }
  await ended;
  if (id === undefined) throw demoFailure('the pipeline could not be started');
  return id;
}
