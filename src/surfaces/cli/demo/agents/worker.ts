import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { awaitEvent } from '../event-stream.ts';
import {
  brokenTitle,
  contestedFile,
  contestedFirst,
  contestedSecond,
  project,
  releaseTitle,
  taskNamed,
} from '../project.ts';
import { git } from '../self.ts';
import type { AgentWorld, ClaimedTask, Plane } from './plane.ts';
import { shoal } from './shell.ts';

/** Git has one index: whoever commits holds it. */
const gitIndex = '.git/index';

export interface WorkOptions {
  /** One task is said to be done and its work kept back: the checks must find it. */
  readonly isBroken: boolean;
  /** Called between steps. */
  readonly pause: () => Promise<void>;
}

/** One task from its first lock to its last word. */
export async function work(
  world: AgentWorld,
  plane: Plane,
  task: ClaimedTask,
  { isBroken, pause }: WorkOptions,
): Promise<void> {
  const { files } = taskNamed(task.title);
  for (const [path, edit] of Object.entries(files)) {
    await pause();
    await beforeContest(world, path, task);
    await plane.open(path, task);
    write(join(world.directory, path), edit);
    await plane.wrote(path);
    await afterContest(world, plane, path, task);
  }
  await plane.progress(`${Object.keys(files).join(', ')} written, now committing`);
  await pause();
  if (!isBroken || task.title !== brokenTitle) await commit(world, plane, Object.keys(files), task);
  if (task.title === releaseTitle)
    await plane.send(
      '1.0 is out: all twelve tasks have landed',
      ['ada', 'bell', 'curie'].filter((name) => name !== world.name),
    );
  await plane.done(`${Object.keys(files).join(', ')} committed`);
}

function write(file: string, edit: (current: string) => string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, edit(existsSync(file) ? readFileSync(file, 'utf8') : ''));
}

async function commit(
  { directory, env }: AgentWorld,
  plane: Plane,
  paths: readonly string[],
  task: ClaimedTask,
): Promise<void> {
  await plane.lock(gitIndex, task);
  await git(directory, env, 'add', '--', ...paths);
  const isNew = (await git(directory, env, 'diff', '--cached', '--name-only', '--', ...paths)) !== '';
  if (isNew) await git(directory, env, 'commit', '-q', '-m', `${task.id}: ${task.title}`, '--', ...paths);
  await plane.unlock(gitIndex);
}

/** The second one comes when the first one has it, so that every run shows the refusal. */
async function beforeContest(
  { name, directory, env }: AgentWorld,
  path: string,
  { title }: ClaimedTask,
): Promise<void> {
  if (!isContest(path, title) || name !== contestedSecond) return;
  await awaitEvent(
    directory,
    env,
    `${contestedFirst} to lock ${path}`,
    ({ change }) => change?.['path'] === path && change['intent'] === contestTitle(contestedFirst),
    'lock.taken',
  );
}

/** The first one keeps it until it is asked for; then what it has written is committed before it lets go. */
async function afterContest(world: AgentWorld, plane: Plane, path: string, task: ClaimedTask): Promise<void> {
  if (!isContest(path, task.title) || world.name !== contestedFirst) return;
  await awaitEvent(
    world.directory,
    world.env,
    'a question',
    ({ change }) => change?.['kind'] === 'question',
    'message',
  );
  await commit(world, plane, [path], task);
  await plane.unlock(path);
  const mail = (await shoal(world, ['inbox', '--unread'])) as readonly { id: string; awaitsReply: boolean }[]; // its contract
  for (const { id, awaitsReply } of mail)
    if (awaitsReply) await shoal(world, ['reply', id, `Yes: ${path} is committed and free.`]);
}

/** Only in the two tasks that add to the file; the one that makes it is done before. */
function isContest(path: string, title: string): boolean {
  return (
    path === contestedFile && [contestedFirst, contestedSecond].some((name) => contestTitle(name) === title)
  );
}

function contestTitle(name: string): string | undefined {
  return project.find(({ assignee }) => assignee === name)?.title;
}
