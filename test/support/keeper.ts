import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKeeper } from '../../src/keeper/client.ts';
import type { KeeperInfo } from '../../src/keeper/info.ts';
import type { Keeper } from '../../src/keeper/keeper.ts';
import type { ChildStatus } from '../../src/keeper/protocol.ts';
import { startKeeper } from '../../src/keeper/start.ts';
import { cleanEnvironment, program } from './program.ts';

/** A workspace with a keeper of the built program; both go with it. */
export class KeptWorkspace implements AsyncDisposable {
  readonly root: string;
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #flags: readonly string[];
  readonly #clients: Keeper[] = [];

  /** `below`: on a file system of the test's own. */
  constructor({ flags = [], below = tmpdir() }: { flags?: readonly string[]; below?: string } = {}) {
    this.root = mkdtempSync(join(below, 'shoal-keep-'));
    this.stateDir = join(this.root, '.shoal');
    this.#flags = flags;
    for (const directory of ['.shoal', 'run'])
      mkdirSync(join(this.root, directory), { recursive: true, mode: 0o700 });
    this.env = { ...cleanEnvironment(), XDG_RUNTIME_DIR: join(this.root, 'run') };
  }

  async connect(): Promise<Keeper> {
    const keeper = await connectTo(this.root, this.env, this.#flags);
    this.#clients.push(keeper);
    return keeper;
  }

  get info(): KeeperInfo {
    return JSON.parse(readFileSync(join(this.stateDir, 'keep/keep.json'), 'utf8')) as KeeperInfo;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const last = await this.connect();
    for (const { child, state, process: survivor } of await last.list())
      if (state === 'lost' && survivor !== null) await last.signal(child, 'SIGKILL');
    await last.stop(true);
    await Promise.all(this.#clients.map(({ lost }) => lost));
    rmSync(this.root, { recursive: true, force: true });
  }
}

export function connectTo(
  root: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Keeper> {
  const stateDir = join(root, '.shoal');
  const start = async () => startKeeper({ stateDir, command: [program, 'keep', ...flags], cwd: root, env });
  return connectKeeper({ stateDir, version: 'test', start });
}

/** What a client hears of one child. */
export interface Heard {
  readonly bytes: () => Buffer;
  readonly text: () => string;
  readonly exited: Promise<ChildStatus>;
  readonly outputEnded: Promise<void>;
  /** Resolves when what was heard holds the text. */
  readonly says: (text: string) => Promise<void>;
}

/** Attaches; fails when output comes twice, out of order or with a gap. `took` is called after each piece. */
export async function hear(
  keeper: Keeper,
  child: string,
  from = 0,
  took: (end: number) => void = () => undefined,
): Promise<Heard> {
  const pieces: Uint8Array[] = [];
  const exited = Promise.withResolvers<ChildStatus>();
  const outputEnded = Promise.withResolvers<void>();
  const waiting = new Set<() => void>();
  let end = from;
  await keeper.attach(child, from, {
    onOutput(offset, data) {
      if (offset !== end) exited.reject(new Error(`${child}: output at ${offset}, expected at ${end}`));
      end = offset + data.length;
      pieces.push(data);
      for (const look of waiting) look();
      took(end);
    },
    onOutputEnded: outputEnded.resolve,
    onExit: exited.resolve,
  });
  const bytes = () => Buffer.concat(pieces);
  const text = () => bytes().toString('utf8');
  return {
    bytes,
    text,
    exited: exited.promise,
    outputEnded: outputEnded.promise,
    says(wanted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => void (text().includes(wanted) && resolve());
      waiting.add(look);
      look();
      return promise;
    },
  };
}

/** A shell's order; `env` is its whole environment. */
export function shell(child: string, script: string, env: Readonly<Record<string, string>> = {}) {
  return { child, argv: ['/bin/sh', '-c', script], cwd: tmpdir(), env: { PATH: '/usr/bin:/bin', ...env } };
}
