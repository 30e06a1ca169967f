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
    const ended = Promise.withResolvers<LaunchEnd>();
    const child = await started(program, () => {
      const begun = spawn(program, args, {
        cwd: directory,
        env,
        detached: true,
        stdio: [input, output, output],
      });
      // `exit`, not `close`: the log may stay open in what it leaves behind.
      begun.once('exit', (exitCode, signal) =>
        ended.resolve({ exitCode, signal, lastOutput: readTail(files.log) }),
      );
      return begun;
    });
    child.unref();
    return { pid: child.pid, ended: ended.promise };
  } finally {
    closeSync(input);
    closeSync(output);
  }
}

type Started = ChildProcess & { readonly pid: number };

/** Some failures are thrown, others are events. */
async function started(program: string, start: () => ChildProcess): Promise<Started> {
  try {
    const child = start();
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return child as Started; // what was spawned has an id
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const hint = why.includes('ENOEXEC')
      ? 'It is no program for this system; a script begins with a line such as #!/bin/sh.'
      : 'Run it by hand to see why.';
    throw new ShoalError('SPAWN_FAILED', `${program} cannot be started: ${why}. ${hint}`, { cause });
  }
}
