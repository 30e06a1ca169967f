import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings } from '../../../src/operations/settings.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';
import type { PortableStore } from '../../../src/store/port.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';

export interface OpenStore extends AsyncDisposable {
  readonly store: PortableStore;
}

export type StoreMaker = (now: () => number) => Promise<OpenStore>;

/** Every store that must answer as the model does. */
export const stores: readonly (readonly [name: string, make: StoreMaker])[] = [
  ['memory', async (now) => closing(createMemoryStore({ now }))],
  ['sqlite', openScratch],
];

async function openScratch(now: () => number): Promise<OpenStore> {
  const directory = mkdtempSync(join(tmpdir(), 'shoal-model-'));
  const store = await openSqlite(join(directory, 'shoal.db'), now);
  return closing(store, () => rmSync(directory, { recursive: true, force: true }));
}

export function openSqlite(file: string, now: () => number): Promise<PortableStore> {
  const clock = { wall: now, uptime: now, bootId: () => 'boot' };
  return openSqliteStore({ file, settings: { ...defaultSettings, durability: 'relaxed' }, clock });
}

function closing(store: PortableStore, afterwards: () => void = () => undefined): OpenStore {
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      afterwards();
    },
  };
}
