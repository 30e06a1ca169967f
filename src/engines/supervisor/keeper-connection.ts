import { ShoalError } from '../../domain/errors.ts';
import { connectKeeper } from '../../keeper/client.ts';
import type { Keeper } from '../../keeper/keeper.ts';
import { startKeeper } from '../../keeper/start.ts';
import type { Context } from '../../operations/context.ts';
import type { Environment } from '../spawner/environment.ts';
import { within } from '../within.ts';

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

const startingMaxMs = 1_000;
/** From its answer to its end. */
const endingMaxMs = 300;

export function createKeeperConnection(options: KeeperOptions, onLost: () => void): KeeperConnection {
  const { place, version } = options;
  const closing = new AbortController();
  let isClosing = false;
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
      if (!isClosing) onLost();
    });
    return keeper;
  }

  return {
    current: () => current,
    get() {
      if (current !== null) return current;
      if (isClosing) return Promise.reject(new ShoalError('UNHEALTHY', 'The daemon is ending.'));
      const connecting = connect();
      current = connecting;
      connecting.catch(() => {
        if (current === connecting) current = null;
      });
      return connecting;
    },
    async close(keepAgents) {
      isClosing = true;
      // One that is just being started is waited for: it must not outlive what it was started for.
      const tooLate = setTimeout(() => closing.abort(), keepAgents ? 0 : startingMaxMs);
      const keeper = await (current ?? (keepAgents ? null : leftOver(options)))?.catch(() => null);
      clearTimeout(tooLate);
      if (keeper === null || keeper === undefined) return;
      if (!keepAgents) await stopped(keeper);
      await keeper.close();
    },
  };
}

async function stopped(keeper: Keeper): Promise<void> {
  // One that goes by itself at the same time is gone as well.
  await keeper.stop(true).catch(() => undefined);
  await within(endingMaxMs, keeper.lost);
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
