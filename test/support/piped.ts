import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProject, type Project } from './program.ts';

/** A run as `shoal show r1 --json` gives it. */
export interface ShownRun {
  readonly id: string;
  readonly state: string;
  readonly why: string | null;
  readonly result: string | null;
  readonly stages: number;
  readonly calls: number;
  readonly requests: readonly string[];
  readonly consensus: { readonly isReached: boolean; readonly rounds: number } | null;
  readonly steps: readonly {
    readonly id: string;
    readonly node: string;
    readonly kind: string;
    readonly state: string;
    readonly stage: number | null;
    readonly round: number;
    readonly decision: string | null;
    readonly reason: string | null;
    readonly agrees: boolean | null;
    readonly error: string | null;
    readonly retries: number;
  }[];
}

/** A project with pipelines, of agents that are programs of the test. */
export interface Piped extends AsyncDisposable {
  readonly project: Project;
  file(name: string): string;
  write(pipeline: string, text: string): void;
  /** Starts a run; it goes on by itself. */
  begin(pipeline: string, ...more: readonly string[]): Promise<string>;
  show(id: string): Promise<ShownRun>;
  /** Resolves when it has ended, or waits for a person. */
  ended(id: string): Promise<ShownRun>;
  played(pipeline: string, ...more: readonly string[]): Promise<ShownRun>;
  /** What a step was given and gave. */
  texts(step: string | undefined): Promise<{ readonly input: string; readonly output: string | null }>;
}

/** A profile that runs these words of a shell. */
export const shell = (words: string, more = ''): string =>
  `{ harness: command, command: [sh, -c, ${JSON.stringify(words)}], permission: full${more === '' ? '' : `, ${more}`} }`;

/** An agent whose prompt is what it is given, below a line `GIVEN`. */
export const agent = (id: string, runtime: string, more = ''): string =>
  `  - { id: ${id}, runtime: ${runtime}, system_prompt: "GIVEN\\n{{ input }}"${more === '' ? '' : `, ${more}`} }\n`;

export async function createPiped(
  profiles: Readonly<Record<string, string>>,
  pipelines: Readonly<Record<string, string>>,
): Promise<Piped> {
  const project = createProject();
  await project.json(['init']);
  const lines = Object.entries(profiles).map(([name, profile]) => `  ${name}: ${profile}\n`);
  const file = (name: string): string => join(project.dir, name);
  const write = (name: string, text: string): void =>
    writeFileSync(file(`.shoal/pipelines/${name}.yaml`), text);
  writeFileSync(file('shoal.yaml'), `profiles:\n${lines.join('')}`);
  mkdirSync(file('.shoal/pipelines'));
  for (const [name, text] of Object.entries(pipelines)) write(name, text);

  async function begin(pipeline: string, ...more: readonly string[]): Promise<string> {
    const run = await project.json(['run', 'start', 'Do it', '--pipeline', pipeline, ...more]);
    return (run as ShownRun).id; // what `run start` answers
  }
  const show = (id: string): Promise<ShownRun> => project.json(['show', id]) as Promise<ShownRun>;
  async function ended(id: string): Promise<ShownRun> {
    await project.run(['run', 'watch', id]);
    return show(id);
  }
  return {
    project,
    file,
    write,
    begin,
    show,
    ended,
    played: async (pipeline, ...more) => ended(await begin(pipeline, ...more)),
    texts: (step = '') =>
      project.json(['run', 'step', step]) as Promise<{
        readonly input: string;
        readonly output: string | null;
      }>,
    async [Symbol.asyncDispose]() {
      await project.run(['serve', 'stop']);
      project[Symbol.dispose]();
    },
  };
}
