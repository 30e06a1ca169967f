import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built program: what the tests of the product run. */
export const program = process.env['SHOAL_BIN'] ?? join(import.meta.dir, '../../dist/shoal');

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A project directory of its own; agents in it are told apart by their sessions. */
export interface Project extends Disposable {
  readonly dir: string;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Runs with --json and gives the one document; fails the test unless the exit code is as expected. */
  json(args: readonly string[], options?: RunOptions & { readonly code?: number }): Promise<unknown>;
  /** Joins a new agent, as a harness session of its own, and gives the environment that proves it. */
  agent(name: string): Promise<Readonly<Record<string, string>>>;
}

/** `below`: on a file system of the test's own. */
export function createProject(below = tmpdir()): Project {
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  const around = realpathSync(mkdtempSync(join(below, 'shoal-e2e-')));
  const dir = join(around, 'project'); // one below, so that a path such as ../x stays in the test's own directory
  mkdirSync(dir);
  // A registry of one's own lies among the user's data: not in that of whoever runs the tests.
  const own = { XDG_DATA_HOME: join(around, 'data') };
  const run = (args: readonly string[], options: RunOptions = {}) =>
    runProgram(args, { cwd: dir, ...options, env: { ...own, ...options.env } });
  const project: Project = {
    dir,
    run,
    async json(args, { code = 0, ...options } = {}) {
      const ran = await run([...args, '--json'], options);
      if (ran.code !== code)
        throw new Error(
          `shoal ${args.join(' ')}: exit ${ran.code}, expected ${code}\n${ran.stdout}${ran.stderr}`,
        );
      return JSON.parse(ran.stdout) as unknown;
    },
    async agent(name) {
      const env = { CODEX_THREAD_ID: `session-of-${name}` };
      await project.json(['join', '-n', name], { env });
      return env;
    },
    [Symbol.dispose]: () => rmSync(around, { recursive: true, force: true }),
  };
  return project;
}

/** Runs the program to its end, in an environment that no harness has marked. */
export async function runProgram(
  args: readonly string[],
  { cwd = tmpdir(), env = {}, stdin }: RunOptions = {},
): Promise<Ran> {
  const child = Bun.spawn([program, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdin: stdin === undefined ? 'ignore' : new Blob([stdin]),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, stdout, stderr };
}

/** Only what a program needs: no marker of a harness, no settings of whoever runs the tests. */
export function cleanEnvironment(): Record<string, string> {
  const home = process.env['HOME'] ?? tmpdir();
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', TERM: 'xterm' };
}
