import { type ProcessRef } from '../../domain/agent.ts';
import { ShoalError } from '../../domain/errors.ts';
import type { Launched, Launcher, LaunchIdentity, LaunchOrder, LaunchPlan } from '../../operations/ports.ts';
import { startInBackground } from './background.ts';
import { agentEnvironment, type Environment } from './environment.ts';
import { type AgentFiles, agentFiles, makeFolders, writePrivate } from './files.ts';
import { harnessNames, type HarnessProgram, harnessPrograms } from './harnesses.ts';
import { findProgram, nativeProgram, pathWithShoal } from './programs.ts';
import { spawnPrompt } from './prompt.ts';
import { findTerminal, type Terminal } from './terminals.ts';
import { startInWindow } from './window.ts';
import { removeWorktree } from './remove-worktree.ts';
import { splitWords } from './words.ts';
import { createWorktree, planWorktree, requireCommit, worktreeDirectory } from './worktree.ts';

export interface LauncherSources {
  readonly environment: Environment;
  /** The running program, which the agents will call as `shoal`. */
  readonly executable: string;
  /** Where relative programs and $TERMINAL are looked for. */
  readonly directory: string;
  /** A running process that cannot be confused with another; null when there is none. */
  readonly processOf: (pid: number) => ProcessRef | null;
}

export function createLauncher(sources: LauncherSources): Launcher {
  return {
    found: () =>
      harnessNames.filter(
        (name) =>
          findProgram(harnessPrograms[name]?.program ?? name, sources.environment, sources.directory) !==
          undefined,
      ),
    plan: (order) => plan(sources, order),
    async worktrees(tree) {
      await requireCommit(tree);
      return (name) => worktreeDirectory(tree, name);
    },
    createWorktree: async (tree, name) => void (await createWorktree(tree, name)),
    removeWorktree,
    start: (planned, identity) => start(sources, planned, identity),
  };
}

async function plan(sources: LauncherSources, order: LaunchOrder): Promise<LaunchPlan> {
  const { place, name, mode } = order;
  const files = agentFiles(place.stateDir, name);
  if (mode === 'interactive') requireTerminal(sources);
  const worktree = order.worktree ? await planWorktree(place.root, name) : null;
  const directories = [place.root, ...(worktree === null ? [] : [worktree.directory])];
  return {
    order,
    commandLine: commandLine(sources, order, files, directories),
    directory: directories.at(-1) ?? place.root,
    branch: worktree?.branch ?? null,
    logFile: mode === 'background' ? files.log : null,
  };
}

function commandLine(
  sources: LauncherSources,
  { harness, command, model, mode, name }: LaunchOrder,
  files: AgentFiles,
  directories: readonly string[],
): readonly string[] {
  if (command !== null) {
    const [program = '', ...args] = splitWords(command);
    return [requireProgram(sources, program, 'Give a program on PATH, or the path of one.'), ...args];
  }
  const found = programOf(harness);
  const path = nativeProgram(
    requireProgram(sources, found.program, `Install it: ${found.install}`),
    found.native,
  );
  const opening = `You are ${name}. Read ${files.prompt} and do what it says.`;
  return [
    path,
    ...(mode === 'background' ? found.background(model, directories) : found.interactive(model, opening)),
  ];
}

function requireProgram({ environment, directory }: LauncherSources, name: string, hint: string): string {
  const path = findProgram(name, environment, directory);
  if (path === undefined) throw new ShoalError('NOT_FOUND', `${name} is not on PATH.`, { hint });
  return path;
}

function programOf(harness: string): HarnessProgram {
  const found = harnessPrograms[harness];
  if (found === undefined)
    throw new ShoalError('NOT_FOUND', `There is no harness "${harness}".`, {
      hint: `There are: ${harnessNames.join(', ')}.`,
    });
  return found;
}

function requireTerminal({ environment, directory }: LauncherSources): Terminal {
  const terminal = findTerminal(environment, directory);
  if (terminal !== undefined) return terminal;
  throw new ShoalError(
    'SPAWN_FAILED',
    'No window can be opened here: there is no tmux, and no terminal program with a display.',
    {
      hint: 'Start them in the background with -b, or install tmux.',
    },
  );
}

async function start(
  sources: LauncherSources,
  planned: LaunchPlan,
  identity: LaunchIdentity,
): Promise<Launched> {
  const { order, directory, branch } = planned;
  const files = agentFiles(order.place.stateDir, order.name);
  makeFolders(order.place.stateDir);
  writePrivate(files.prompt, spawnPrompt({ name: order.name, directory, branch }));
  if (order.worktree) await createWorktree(order.place.root, order.name);
  const environment = environmentOf(sources, planned, identity, files);
  const started = await (order.mode === 'background'
    ? startInBackground(planned, files, environment)
    : startInWindow(
        planned,
        requireTerminal(sources),
        files,
        environment,
        (pid) => sources.processOf(pid) !== null,
      ));
  return { process: sources.processOf(started.pid), ended: started.ended };
}

/** The second name of the token is for programs that drop variables which look like secrets. */
function environmentOf(
  sources: LauncherSources,
  { order }: LaunchPlan,
  { token, marker }: LaunchIdentity,
  files: AgentFiles,
): Record<string, string> {
  const program = order.command === null ? programOf(order.harness) : null;
  return agentEnvironment(
    sources.environment,
    { passes: program?.passes ?? null, names: order.env },
    {
      PATH: pathWithShoal(sources.environment, sources.executable),
      ...program?.environment,
      SHOAL_AGENT: marker,
      SHOAL_AGENT_TOKEN: token,
      SHOAL_AGENT_KEY: token,
      SHOAL_DIR: order.place.root,
      SHOAL_PROMPT_FILE: files.prompt,
    },
  );
}
