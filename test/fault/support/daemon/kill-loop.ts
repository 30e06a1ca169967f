import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { Crew } from './crew.ts';
import { type Found, killAll, processesOf } from './processes.ts';

export interface KillOptions {
  readonly kills: number;
  /** `both`: at the same instant, as by a power cut, but for the agents. */
  readonly role: 'serve' | 'keep' | 'both';
  readonly random: () => number;
}

/** Where the process stood when it was killed, roughly. */
export type Struck = Record<'beginning' | 'random' | 'write', number>;

const lifetimeMs = 250;
const writesMax = 40;
const quietMs = 1_000;

/**
 * Kills the daemon or the keeper again and again: while it begins, after a random time, or at a random write of its
 * workspace, which is where a step stands half done. In between whoever needs a daemon starts one.
 */
export async function killLoop(crew: Crew, { kills, role, random }: KillOptions): Promise<Struck> {
  const struck: Struck = { beginning: 0, random: 0, write: 0 };
  const total = () => struck.beginning + struck.random + struck.write;
  while (total() < kills) {
    const when = random();
    const kind = when < 0.2 ? 'beginning' : when < 0.6 ? 'random' : 'write';
    const starting = crew.served.serve().catch(() => undefined); // its beginning may be its end
    if (kind !== 'beginning') await starting;
    if (kind === 'write') await writes(crew.root, 1 + Math.floor(random() * writesMax));
    else await after(random() * lifetimeMs);
    const found: readonly Found[] = victims(crew.root, role);
    if ((await killAll(found)) > 0) struck[kind] += 1;
    await starting;
  }
  await crew.served.serve();
  return struck;
}

function victims(root: string, role: KillOptions['role']): readonly Found[] {
  if (role !== 'both') return processesOf(root, role);
  return [...processesOf(root, 'serve'), ...processesOf(root, 'keep')];
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Resolves at the n-th write from now on, or when nothing is written for a while. */
function writes(root: string, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const watchers: FSWatcher[] = [];
    const strike = (): void => {
      clearTimeout(quiet);
      for (const watcher of watchers.splice(0)) watcher.close();
      resolve();
    };
    const quiet = setTimeout(strike, quietMs);
    for (const folder of ['.shoal', '.shoal/transcripts', '.shoal/keep'])
      watchers.push(
        watch(join(root, folder), () => {
          left -= 1;
          if (left === 0) strike();
        }),
      );
  });
}
