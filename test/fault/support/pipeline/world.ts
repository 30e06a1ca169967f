import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ByKind } from '../../../../src/store/port.ts';
import { openShoal } from '../../../../src/shoal.ts';
import type { PortableStore } from '../../../../src/store/port.ts';
import { createProject, type Project } from '../../../support/program.ts';

/** A project with a pipeline that has all there is: a gate that rejects once, a session with chunks, a fan-out, a command. */
export interface PipelineWorld extends AsyncDisposable {
  readonly project: Project;
  readonly store: PortableStore;
  start(count: number): Promise<readonly string[]>;
  /** Resolves when these runs have ended. */
  ended(runs: readonly string[]): Promise<void>;
  /** How often each agent's program ran. */
  ran(): Readonly<Record<string, number>>;
  steps(run: string): Promise<readonly ByKind<'step'>[]>;
  run(run: string): Promise<ByKind<'run'>>;
}

const script = join(import.meta.dir, 'agent.sh');
const named = (id: string, more = ''): string =>
  `  - { id: ${id}, runtime: hand, cli_flags: [${id}], context_strategy: none, system_prompt: "{{ input }}"${more === '' ? '' : `, ${more}`} }\n`;

const pipeline = `agents:
${named('plan', 'handoffs: [{ to: dev }]')}${named('dev', 'gate: { type: llm, runtime: judge }, handoffs: [{ to: meet, condition: on_approve }, { to: dev, condition: on_reject, payload: "AGAIN {{ reject_reason }}" }]')}  - id: meet
    type: session
    participants: [ann, bob]
    max_rounds: 5
    chunks: { initial: [one, two] }
    consensus: { require_chunks_done: true }
    handoffs: [{ to: "f1, f2, f3", condition: on_consensus }]
${named('ann')}${named('bob')}${['f1', 'f2', 'f3'].map((id) => named(id, 'handoffs: [{ to: end }]')).join('')}${named('end', 'join: all, gate: { type: command, command: [sh, -c, "echo check >> ran"] }')}`;

const nobody = { token: null, session: null, ancestors: [], marker: null, provenHuman: false, user: '' };

export async function createPipelineWorld(): Promise<PipelineWorld> {
  const project = createProject();
  const { dir } = project;
  await project.json(['init']);
  writeFileSync(
    join(dir, 'shoal.yaml'),
    `profiles:
  hand: { harness: command, command: [${script}], permission: full, crashesMax: 100 }
  judge: { harness: command, command: [${script}, judge], permission: full, crashesMax: 100 }
`,
  );
  mkdirSync(join(dir, '.shoal/pipelines'));
  writeFileSync(join(dir, '.shoal/pipelines/default.yaml'), pipeline);
  const shoal = openShoal({ cwd: dir, env: {} });
  const { store } = await shoal.context({ facts: nobody });
  const runOf = async (id: string): Promise<ByKind<'run'>> => {
    const found = await store.read((view) => view.get('run', id));
    if (found === undefined) throw new Error(`no run ${id}`);
    return found;
  };
  return {
    project,
    store,
    run: runOf,
    steps: (run) => store.read((view) => view.list('step', { where: { run } })),
    async start(count) {
      const runs = [];
      for (let at = 0; at < count; at += 1)
        runs.push(((await project.json(['run', 'start', 'Do it'])) as { id: string }).id);
      return runs;
    },
    async ended(runs) {
      const signal = AbortSignal.timeout(90_000);
      for (const id of runs)
        for (;;) {
          const seen = await store.read((view) => view.lastSeq);
          if ((await runOf(id)).endedAt !== null) break;
          await store.wait(seen, undefined, signal);
          if (signal.aborted) throw new Error(`${id} has no end: ${JSON.stringify(await runOf(id))}`);
        }
    },
    ran() {
      const lines = existsSync(join(dir, 'ran'))
        ? readFileSync(join(dir, 'ran'), 'utf8').trim().split('\n')
        : [];
      return Object.fromEntries(
        [...Map.groupBy(lines, (line) => line)].map(([name, all]) => [name, all.length]),
      );
    },
    async [Symbol.asyncDispose]() {
      await project.run(['serve', '--detach']); // one that was killed has left its keeper: the next one ends both
      await project.run(['serve', 'stop']);
      await shoal.close();
      project[Symbol.dispose]();
    },
  };
}
