import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from './connection.ts';
import { readInfo } from './info.ts';
import { keeperFiles } from './place.ts';
import type { KeeperHello } from './protocol.ts';
import { makeRuntimeDir } from './runtime-dir.ts';
import { writeAtomically } from './write-atomically.ts';

export interface Clients {
  readonly open: (fail: (error: unknown) => void) => Connection;
  readonly close: (connection: Connection) => void;
  readonly log: (text: string) => void;
}

export interface DoorOptions {
  readonly stateDir: string;
  readonly runtimeDir: string;
  readonly uid: number;
  readonly hello: KeeperHello;
  readonly clients: Clients;
}

/** The keeper's socket, and the file that says where it is. */
export interface Door {
  /** Makes it again when it was cleared away, as what is temporary is, and what a user leaves who logs out. Whoever is connected stays so. */
  keepOpen(): void;
  close(): void;
}

/** Only under the lock: a socket that is there already belongs to nobody. */
export function openDoor({ stateDir, runtimeDir, uid, hello, clients }: DoorOptions): Door {
  const { info } = keeperFiles(stateDir);
  const socket = join(runtimeDir, 'keeper.sock');
  const isAnnounced = (): boolean => readInfo(info)?.pid === hello.pid;

  function open(): Listener {
    makeRuntimeDir(runtimeDir, uid);
    rmSync(socket, { force: true });
    const opened = listen(socket, clients);
    chmodSync(socket, 0o600);
    writeAtomically(info, { ...hello, socket });
    clients.log(`keeper ${hello.pid} of Shoal ${hello.version} serves on ${socket}`);
    return opened;
  }

  let listener = open();
  return {
    keepOpen() {
      if (existsSync(socket) && isAnnounced()) return;
      try {
        listener.stop(false);
        listener = open();
      } catch (error) {
        clients.log(`cannot be reached: ${String(error)}`);
      }
    },
    close() {
      // In a workspace that was removed and made again, another keeper may serve there by now.
      if (isAnnounced()) for (const file of [info, socket]) rmSync(file, { force: true });
      listener.stop(true);
    },
  };
}

interface Listener {
  stop(closeAll: boolean): void;
}

function listen(socket: string, { open, close, log }: Clients): Listener {
  const cutOff = (client: { terminate(): void }, error: unknown) => {
    log(`a client was cut off: ${String(error)}`);
    client.terminate();
  };
  return Bun.listen<Connection>({
    unix: socket,
    socket: {
      open(client) {
        client.data = open((error) => cutOff(client, error));
        client.data.outbox.open(client);
      },
      data(client, chunk) {
        try {
          client.data.receive(chunk);
        } catch (error) {
          cutOff(client, error);
        }
      },
      drain: (client) => client.data.drained(),
      close: (client) => close(client.data),
      error: (_client, error) => log(`a client's socket: ${String(error)}`),
    },
  });
}
