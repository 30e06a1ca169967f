import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ShoalError } from '../../domain/errors.ts';
import type { LaunchEnd, LaunchPlan } from '../../operations/ports.ts';
import type { BackgroundProcess } from './background.ts';
import { type AgentFiles, writePrivate } from './files.ts';
import { startScript } from './start-script.ts';
import type { Terminal } from './terminals.ts';

const openWithinMs = 10_000;
const lookEveryMs = 20;

/** In a new window. The window's program is known once its start script has said its process id. */
export async function startInWindow(
  plan: LaunchPlan,
  terminal: Terminal,
  files: AgentFiles,
  environment: Record<string, string>,
  isRunning: (pid: number) => boolean,
): Promise<BackgroundProcess> {
  const { commandLine, directory, order } = plan;
  rmSync(files.pid, { force: true });
  writePrivate(files.script, startScript({ directory, commandLine, environment, pidFile: files.pid }), 0o700);
  try {
    const pid =
      (await openAndWait(terminal.command(files.script, order.name), files)) ??
      (terminal.otherwise && (await openAndWait(terminal.otherwise(files.script, order.name), files)));
    if (pid === undefined)
      throw new ShoalError('SPAWN_FAILED', `${terminal.name} opened no window for ${order.name}.`, {
        hint: 'Start it in the background with -b.',
      });
    return { pid, ended: endOf(pid, isRunning) };
  } finally {
    rmSync(files.script, { force: true });
  }
}

/** The process id from the script; undefined when the terminal failed or took too long. */
async function openAndWait(commandLine: readonly string[], files: AgentFiles): Promise<number | undefined> {
  const [program = '', ...args] = commandLine;
  const terminal = spawn(program, args, { detached: true, stdio: 'ignore' });
  let hasFailed = false;
  terminal.once('error', () => (hasFailed = true));
  terminal.once('exit', (code) => (hasFailed = code !== 0));
  terminal.unref();
  const deadline = performance.now() + openWithinMs;
  while (!existsSync(files.pid)) {
    if (hasFailed || performance.now() > deadline) return undefined;
    await pause();
  }
  return Number(readFileSync(files.pid, 'utf8'));
}

/** It is not our child, so its end is seen in the process table only. */
async function endOf(pid: number, isRunning: (pid: number) => boolean): Promise<LaunchEnd> {
  while (isRunning(pid)) await pause();
  return { exitCode: null, signal: null, lastOutput: '' };
}

function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, lookEveryMs));
}
