import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoFailure } from './failure.ts';
import { taskFile } from './project.ts';
import { authorVariables, git, run, selfCommand, type Variables } from './self.ts';

/** The directory that the demo plays in: a real git repository with a workspace. */
export interface Stage {
  readonly directory: string;
  readonly env: Variables;
  remove(): void;
}

export async function buildStage(variables: Variables): Promise<Stage> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'shoal-demo-')));
  const directory = join(base, 'aquarium');
  const env = { ...variables, ...authorVariables('demo') };
  const stage = { directory, env, remove: () => rmSync(base, { recursive: true, force: true }) };
  try {
    await furnish(stage);
    return stage;
  } catch (error) {
    stage.remove();
    throw error;
  }
}

async function furnish(stage: Stage): Promise<void> {
  const { directory, env } = stage;
  mkdirSync(directory);
  await git(directory, env, 'init', '-q', '-b', 'main');
  await git(directory, env, 'commit', '-q', '--allow-empty', '-m', 'Start');
  await callShoal(stage, ['init']);
}

/** The tasks come when everyone is there, so that nobody has a head start. */
export async function addTasks(stage: Stage): Promise<void> {
  await callShoal(stage, ['add', '--file', '-'], taskFile());
}

/** Runs one command of the program itself and gives what it prints. */
export async function callShoal(
  { directory, env }: Stage,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { code, stdout, stderr } = await run([...selfCommand(), ...args, '--json'], {
    cwd: directory,
    env,
    ...(input === undefined ? {} : { input }),
  });
  if (code !== 0) throw demoFailure(`shoal ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}
