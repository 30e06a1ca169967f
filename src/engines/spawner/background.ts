import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { ShoalError } from '../../domain/errors.ts';
import type { LaunchEnd, LaunchPlan } from '../../operations/ports.ts';
import { type AgentFiles, openLog, readTail } from './files.ts';

export interface BackgroundProcess {
  readonly pid: number;
  readonly ended: Promise<LaunchEnd>;
}

/** In an OS session of its own, so that it outlives this command and its terminal. The prompt's file is its standard input. */
export async function startInBackground(
  { commandLine, directory }: LaunchPlan,
  files: AgentFiles,
  env: Record<string, string>,
): Promise<BackgroundProcess> {
  const [program = '', ...args] = commandLine;
  const input = openSync(files.prompt, 'r');
  const output = openLog(files.log);
  try {
    const child = spawn(program, args, {
      cwd: directory,
      env,
      detached: true,
      stdio: [input, output, output],
    });
    const ended = endOf(child, files.log);
    const pid = await started(child, program);
    child.unref();
    return { pid, ended };
  } finally {
    closeSync(input);
    closeSync(output);
  }
}

async function started(child: ChildProcess, program: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('spawn', resolve);
  child.once('error', reject);
  try {
    await promise;
  } catch (cause) {
    throw new ShoalError(
      'SPAWN_FAILED',
      `${program} cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  if (child.pid === undefined) throw new ShoalError('SPAWN_FAILED', `${program} has no process.`);
  return child.pid;
}

/** `exit`, not `close`: the log may stay open in what it leaves behind. */
function endOf(child: ChildProcess, log: string): Promise<LaunchEnd> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, lastOutput: readTail(log) }));
  });
}
