import type { Harness, RunMode } from './harness.ts';
import { ensureInstalled } from './install.ts';
import type { ModelServer } from './model-server.ts';
import type { World } from './world.ts';

export interface RunOptions extends Partial<RunMode> {
  readonly world: World;
  readonly server: ModelServer;
  readonly prompt: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** The run is killed after this long; 60 seconds by default. */
  readonly timeoutMs?: number;
}

export interface RunResult {
  /** 137 when the run was killed at its timeout. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the harness headless in the world's repository until it exits; permissions are bypassed unless told otherwise. */
export async function runHarness(harness: Harness, options: RunOptions): Promise<RunResult> {
  const { world, server, prompt, bypass = true, timeoutMs = 60_000 } = options;
  const command = await ensureInstalled(harness);
  await harness.prepare(world);
  const argv = [...command, ...(options.args ?? []), ...harness.argv(server, { bypass })];
  const child = Bun.spawn(argv, {
    cwd: world.repo,
    env: { ...world.env, ...harness.env(server), ...options.env },
    stdin: new Blob([prompt]),
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  return { exitCode, stdout, stderr };
}
