import { readFileSync } from 'node:fs';
import { ShoalError } from '../domain/errors.ts';
import { type KeeperInfo, readInfo } from './info.ts';
import type { Keeper, OutputListener } from './keeper.ts';
import { keeperFiles } from './place.ts';
import { type ChildStatus, type KeeperHello, pieceBytes, protocolNumber } from './protocol.ts';
import { openWire, type Wire } from './wire.ts';

export interface ConnectOptions {
  readonly stateDir: string;
  /** Of this program. */
  readonly version: string;
  /** Starts a keeper: `startKeeper` in `start.ts`. Called again when none answers; a second keeper ends by itself. */
  readonly start: () => Promise<void>;
  /** How long to try. Default: 10 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const firstDelayMs = 5;
const longestDelayMs = 100;
/** A keeper that is still not there by then has met the last moments of the one before it. */
const startAgainMs = 1000;

/**
 * Connects to the workspace's keeper, which is started when it is not there. Throws UNHEALTHY with its last words when
 * none answers in time, and CONFLICT when the one that answers speaks another protocol.
 */
export async function connectKeeper(options: ConnectOptions): Promise<Keeper> {
  const deadline = performance.now() + (options.timeoutMs ?? 10_000);
  const { info } = keeperFiles(options.stateDir);
  let startedAt = -Infinity;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, longestDelayMs)) {
    options.signal?.throwIfAborted();
    const wire = await greet(readInfo(info), options, deadline);
    if (wire !== null) return toKeeper(wire);
    const now = performance.now();
    if (now > deadline) throw notThere(options);
    if (now - startedAt > startAgainMs) {
      startedAt = now;
      await options.start();
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}

/** null: nobody serves there. */
async function greet(
  info: KeeperInfo | null,
  { version }: ConnectOptions,
  deadline: number,
): Promise<Wire | null> {
  const wire = info === null ? null : await openWire(info.socket);
  if (wire === null) return null;
  const tooLate = setTimeout(() => wire.close(), Math.max(0, deadline - performance.now()));
  try {
    const hello = (await wire.call({ call: 'hello', version, protocol: protocolNumber })) as KeeperHello;
    if (hello.protocol === protocolNumber) return wire;
    wire.close();
    throw otherProtocol(hello, version);
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'UNHEALTHY') return null; // it ended just now
    throw error;
  } finally {
    clearTimeout(tooLate);
  }
}

function otherProtocol(hello: KeeperHello, version: string): ShoalError {
  return new ShoalError(
    'CONFLICT',
    `The keeper of this workspace (process ${hello.pid}, Shoal ${hello.version}) speaks protocol ${hello.protocol}; Shoal ${version} speaks ${protocolNumber}.`,
    {
      hint: `Let its agents finish with Shoal ${hello.version}, or end it and them: kill ${hello.pid}`,
      details: { pid: hello.pid, version: hello.version, protocol: hello.protocol },
    },
  );
}

function notThere({ stateDir }: ConnectOptions): ShoalError {
  const { log, info } = keeperFiles(stateDir);
  const pid = readInfo(info)?.pid;
  const said = lastLineOf(log);
  return new ShoalError(
    'UNHEALTHY',
    `The keeper does not answer.${said === '' ? '' : ` Its last words: ${said}`}`,
    { hint: `Look into ${log}.${pid === undefined ? '' : ` It was process ${pid}.`}` },
  );
}

function lastLineOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  } catch {
    return '';
  }
}

function toKeeper(wire: Wire): Keeper {
  const tell = async (call: Parameters<Wire['call']>[0]) => void (await wire.call(call));
  return {
    spawn: async ({ child, argv, cwd, env }) =>
      (await wire.call({ call: 'spawn', child, argv, cwd, env })) as ChildStatus,
    list: async () => (await wire.call({ call: 'list' })) as readonly ChildStatus[],
    attach: (child, from, listener: OutputListener) => wire.attach(child, from, listener),
    detach: (child) => {
      wire.ignore(child);
      return tell({ call: 'detach', child });
    },
    write: async (child, offset, data) => {
      const pieces: Promise<unknown>[] = [];
      for (let at = 0; at < data.length || at === 0; at += pieceBytes) {
        const piece = Buffer.from(data.subarray(at, at + pieceBytes)).toString('base64');
        pieces.push(wire.call({ call: 'write', child, offset: offset + at, data: piece }));
      }
      await Promise.all(pieces);
    },
    endInput: (child) => tell({ call: 'endInput', child }),
    ack: (child, offset) => tell({ call: 'ack', child, offset }),
    signal: (child, signal) => tell({ call: 'signal', child, signal }),
    forget: (child) => {
      wire.ignore(child);
      return tell({ call: 'forget', child });
    },
    stop: (kill) => tell({ call: 'stop', kill }),
    lost: wire.lost,
    close: async () => {
      wire.close();
      await wire.lost;
    },
  };
}
