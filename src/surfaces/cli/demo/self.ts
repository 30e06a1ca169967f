import { type ChildProcess, spawn } from 'node:child_process';
import { demoFailure } from './failure.ts';

/** The command that runs this very program again: compiled into one file, or a script that a runtime runs. */
export function selfCommand(
  argv: readonly string[] = process.argv,
  executable: string = process.execPath,
): readonly string[] {
  const script = argv[1] ?? '';
  const isCompiled = script.startsWith('/$bunfs/') || /^[A-Z]:[/\\]~BUN/.test(script);
  return isCompiled ? [executable] : [executable, script];
}

export type Variables = Readonly<Record<string, string>>;

const passed = /^(PATH|HOME|LANG|LC_[A-Z]+|TMPDIR|TERM|TZ|COLORTERM|NO_COLOR)$/;

/** Nothing of the caller's session, identity, git settings or secrets reaches the demo. */
export function demoVariables(env: Readonly<Record<string, string | undefined>>): Variables {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => passed.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(kept), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
}

/** Who commits, for git. */
export function authorVariables(name: string): Variables {
  const email = `${name}@demo.invalid`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Variables;
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program to its end; when aborted it is asked to stop, and its end is still awaited. */
export function run(command: readonly string[], { cwd, env, input, signal }: RunOptions): Promise<Ran> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout = collect(child, 'stdout');
  const stderr = collect(child, 'stderr');
  const stop = () => void child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  child.stdin.on('error', () => undefined); // it may end without reading
  child.stdin.end(input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(demoFailure(`${program} cannot be run: ${error.message}`)));
    child.once('close', (code) => {
      signal?.removeEventListener('abort', stop);
      resolve({ code, stdout: stdout(), stderr: stderr() });
    });
  });
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  const chunks: Buffer[] = [];
  child[stream]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

/** What git prints. Throws what it says when it fails. */
export async function git(cwd: string, env: Variables, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(['git', ...args], { cwd, env });
  if (code !== 0) throw demoFailure(`git ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}
