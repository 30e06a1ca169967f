import { ShoalError } from '../../domain/errors.ts';
import { connectKeeper } from '../../keeper/client.ts';
import type { Keeper } from '../../keeper/keeper.ts';
import { startKeeper } from '../../keeper/start.ts';
import type { Context } from '../../operations/context.ts';
import type { Environment } from '../spawner/environment.ts';

/** The daemon's way to the keeper. */
export interface KeeperConnection {
  /** Made when the first session needs it, and again when it was lost. */
  readonly get: () => Promise<Keeper>;
  /** null: none was needed yet. */
  readonly current: () => Promise<Keeper> | null;
  close(keepAgents: boolean): Promise<void>;
}

interface KeeperOptions {
  readonly place: Context['place'];
  readonly environment: Environment;
  /** This very program, such as `['/usr/bin/shoal']`. */
  readonly self: readonly string[];
  readonly version: string;
}

export function createKeeperConnection(options: KeeperOptions, onLost: () => void): KeeperConnection {
  const { place, version } = options;
  const closing = new AbortController();
  let current: Promise<Keeper> | null = null;

  async function connect(): Promise<Keeper> {
    const keeper = await connectKeeper({
      stateDir: place.stateDir,
      version,
      signal: closing.signal,
      start: async () => startKeeper(orderOf(options)),
    });
    void keeper.lost.then(() => {
      current = null;
      if (!closing.signal.aborted) onLost();
    });
    return keeper;
  }

  return {
    current: () => current,
    get() {
      if (current !== null) return current;
      const connecting = connect();
      current = connecting;
      connecting.catch(() => {
        if (current === connecting) current = null;
      });
      return connecting;
    },
    async close(keepAgents) {
      closing.abort();
      const keeper = await (current ?? (keepAgents ? null : leftOver(options)))?.catch(() => null);
      if (keeper === null || keeper === undefined) return;
      if (!keepAgents) await keeper.stop(true);
      await keeper.close();
    },
  };
}

function orderOf({ place, self, environment }: KeeperOptions): Parameters<typeof startKeeper>[0] {
  return {
    stateDir: place.stateDir,
    command: [...self, '-C', place.root, 'keep'],
    cwd: place.root,
    env: definedOnly(environment),
  };
}

/** The one that an earlier daemon has left, if there is one: it has nothing to do any more. */
function leftOver({ place, version }: KeeperOptions): Promise<Keeper> {
  return connectKeeper({
    stateDir: place.stateDir,
    version,
    start: () => Promise.reject(new ShoalError('NOT_FOUND', 'No keeper runs.')),
  });
}

function definedOnly(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
