import { mkdirSync } from 'node:fs';
import { ShoalError } from '../domain/errors.ts';
import { Children } from './children.ts';
import { Connection } from './connection.ts';
import { type Clients, openDoor } from './door.ts';
import { takeLock } from './lock.ts';
import { createLog } from './log.ts';
import type { KeeperMachine } from './machine.ts';
import { keeperFiles } from './place.ts';
import { type KeeperHello, protocolNumber } from './protocol.ts';
import { watchFile } from './still-there.ts';

export interface KeepOptions {
  readonly stateDir: string;
  /** Where the socket is made. */
  readonly runtimeDir: string;
  readonly uid: number;
  readonly version: string;
  readonly machine: KeeperMachine;
  readonly now: () => number;
  /** Without children and clients for so long, it ends. */
  readonly idleMs: number;
  readonly unackedBytesMax: number;
}

const endGraceMs = 2000;
const lookEveryMs = 1000;

/** Keeps until there is nothing more to keep. False at once when another keeper is there. */
export async function keep(options: KeepOptions): Promise<boolean> {
  const files = keeperFiles(options.stateDir);
  mkdirSync(files.directory, { recursive: true, mode: 0o700 });
  const lock = takeLock(files.lock);
  if (lock === null) return false;
  try {
    await serve(options);
  } finally {
    lock.release();
  }
  return true;
}

async function serve(options: KeepOptions): Promise<void> {
  const files = keeperFiles(options.stateDir);
  const log = createLog(files.log, options.now);
  const hello: KeeperHello = { version: options.version, protocol: protocolNumber, pid: process.pid };
  const isOurs = watchFile(files.lock);
  const over = Promise.withResolvers<void>();
  const connections = new Set<Connection>();
  let idle: ReturnType<typeof setTimeout> | undefined;

  const changed = () => {
    clearTimeout(idle);
    if (connections.size === 0 && !children.isBusy) idle = setTimeout(over.resolve, options.idleMs);
  };
  const children = new Children({ ...options, directory: files.children, log, changed });
  const stop = async (kill: boolean) => {
    const { running } = children;
    if (running.length > 0 && !kill) throw stillRunning(running.map(({ child }) => child));
    await children.endAll(endGraceMs);
    setTimeout(over.resolve, 0); // after the answer
  };

  const clients: Clients = {
    open: (fail) => {
      const connection = new Connection({ children, hello, stop, fail });
      connections.add(connection);
      changed();
      return connection;
    },
    close: (connection) => {
      connections.delete(connection);
      connection.close();
      changed();
    },
    log,
  };
  const door = openDoor({ ...options, hello, clients });
  const looking = setInterval(() => {
    if (isOurs()) return door.keepOpen();
    clearInterval(looking);
    log('the workspace is gone from where it was: nobody finds these children any more');
    void stop(true);
  }, lookEveryMs);

  survive(log);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(true));
  changed();
  await over.promise;
  clearInterval(looking);
  log(`keeper ${process.pid} ends: nothing is left to keep`);
  door.close();
}

/** Its end is the end of all its children: no hangup of a terminal and no defect is worth that. */
function survive(log: (text: string) => void): void {
  process.on('SIGHUP', () => undefined);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) =>
      log(`a defect: ${error instanceof Error ? error.stack : String(error)}`),
    );
}

function stillRunning(children: readonly string[]): ShoalError {
  return new ShoalError('CONFLICT', `The keeper has children: ${children.join(', ')}.`, {
    hint: 'End them first, or stop the keeper with them.',
  });
}
