import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Export, parseExport } from '../../model/history/export.ts';

export const shoalBin =
  process.env['SHOAL_BIN'] ?? fileURLToPath(new URL('../../../dist/shoal', import.meta.url));

export interface RunOptions {
  /** Session that the command is run in: an agent once it has joined. */
  readonly as?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Result {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout holds as JSON; undefined when it holds none. */
  readonly json: unknown;
}

/** A started command, so that a test can stop or kill it. */
export interface Running {
  readonly pid: number;
  readonly startedAt: number;
  kill(signal: NodeJS.Signals): void;
  readonly result: Promise<Result>;
}

/** A scratch workspace for the built program; what it started is ended with it. */
export class Workspace implements AsyncDisposable {
  readonly directory: string;
  readonly database: string;
  readonly #running = new Set<Running>();
  readonly #owned: string;

  private constructor(directory: string, owned: string) {
    this.directory = directory;
    this.#owned = owned;
    this.database = join(directory, '.shoal/shoal.db');
  }

  /** In a directory of its own, or in the one given, which is then the test's to remove. */
  static async create(at?: string): Promise<Workspace> {
    const owned = mkdtempSync(join(tmpdir(), 'shoal-fault-'));
    const directory = at ?? join(owned, 'project');
    mkdirSync(directory, { recursive: true });
    const workspace = new Workspace(directory, owned);
    await workspace.ok(['init']);
    return workspace;
  }

  environment({ as, env = {} }: RunOptions = {}): Record<string, string> {
    const session = as === undefined ? {} : { CODEX_THREAD_ID: as };
    return { PATH: process.env['PATH'] ?? '', HOME: this.#owned, LANG: 'C.UTF-8', ...session, ...env };
  }

  start(args: readonly string[], options: RunOptions = {}): Running {
    const child = Bun.spawn([shoalBin, ...args, '--json'], {
      cwd: this.directory,
      env: this.environment(options),
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    });
    const finish = async (): Promise<Result> => {
      const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
      await child.exited;
      this.#running.delete(running);
      return { code: child.signalCode === null ? child.exitCode : null, stdout, stderr, json: parse(stdout) };
    };
    const running: Running = {
      pid: child.pid,
      startedAt: performance.now(),
      kill: (signal) => child.kill(signal),
      result: finish(),
    };
    this.#running.add(running);
    return running;
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    return this.start(args, options).result;
  }

  /** Runs a command that must succeed. */
  async ok<T>(args: readonly string[], options: RunOptions = {}): Promise<T> {
    const { code, json, stdout, stderr } = await this.run(args, options);
    if (code !== 0) throw new Error(`shoal ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return json as T; // each caller names the answer of its command
  }

  async join(session: string): Promise<string> {
    const { id } = await this.ok<{ id: string }>(['join', '-n', session], { as: session });
    return id;
  }

  async export(): Promise<Export> {
    const { code, stdout, stderr } = await this.run(['export']);
    if (code !== 0) throw new Error(`the export failed: ${stdout.slice(0, 500)}${stderr}`);
    return parseExport(stdout);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const running of this.#running) {
      running.kill('SIGCONT');
      running.kill('SIGKILL');
    }
    await Promise.all([...this.#running].map(({ result }) => result));
    rmSync(this.#owned, { recursive: true, force: true });
  }
}

/** The code of a refusal, or undefined when it was none. */
export function refusalOf({ json }: Result): string | undefined {
  return (json as { error?: { code: string } } | null | undefined)?.error?.code;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
