import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from '../domain/errors.ts';
import { Child, type ChildOptions } from './child.ts';
import { childDirectory } from './child-files.ts';
import type { Kept } from './kept.ts';
import type { ChildStatus, SpawnOrder } from './protocol.ts';
import { Remains } from './remains.ts';

export interface ChildrenOptions extends Omit<ChildOptions, 'directory'> {
  /** Holds one directory for each child. */
  readonly directory: string;
  /** Called when a child begins, ends or is forgotten. */
  readonly changed: () => void;
}

/** All children of the workspace, this keeper's and those left by earlier ones. */
export class Children {
  readonly #options: ChildrenOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: ChildrenOptions) {
    this.#options = options;
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    for (const child of readdirSync(options.directory))
      this.#kept.set(child, new Remains(child, join(options.directory, child), options.machine));
  }

  get isBusy(): boolean {
    return [...this.#kept.values()].some(({ isBusy }) => isBusy);
  }

  get running(): readonly ChildStatus[] {
    return this.list().filter(({ state }) => state === 'running');
  }

  list(): readonly ChildStatus[] {
    return [...this.#kept.values()].map(({ status }) => status);
  }

  get(child: string): Kept {
    const kept = this.#kept.get(child);
    if (kept !== undefined) return kept;
    throw new ShoalError('NOT_FOUND', `The keeper has no child ${JSON.stringify(child.slice(0, 80))}.`);
  }

  spawn(order: SpawnOrder): ChildStatus {
    if (this.#kept.has(order.child))
      throw new ShoalError('CONFLICT', `The keeper has a child ${order.child} already.`, {
        hint: 'Forget it first, or give the new one another name.',
      });
    const directory = childDirectory(this.#options.directory, order.child);
    try {
      const child = new Child(order, { ...this.#options, directory });
      child.listeners.add(() => child.isBusy || this.#options.changed());
      this.#kept.set(order.child, child);
      this.#options.changed();
      return child.status;
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** K5. */
  forget(child: string): void {
    const kept = this.get(child);
    const { state, process } = kept.status;
    if (state === 'running' || (state === 'lost' && process !== null))
      throw new ShoalError('CONFLICT', `${child} still runs.`, { hint: 'End it first.' });
    kept.close();
    this.#kept.delete(child);
    rmSync(childDirectory(this.#options.directory, child), { recursive: true, force: true });
    this.#options.changed();
  }

  /** Asks all to end, and ends those that have not after `graceMs`. Resolves when none runs. */
  async endAll(graceMs: number): Promise<void> {
    const gone = this.#whenNoneRuns();
    this.#signalAll('SIGTERM');
    const kill = setTimeout(() => this.#signalAll('SIGKILL'), graceMs);
    await gone;
    clearTimeout(kill);
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const kept of this.#kept.values()) if (kept.exitAt === null) kept.signal(signal);
  }

  async #whenNoneRuns(): Promise<void> {
    await Promise.all([...this.#kept.values()].map((kept) => whenOver(kept)));
  }
}

function whenOver(kept: Kept): Promise<void> {
  if (kept.exitAt !== null) return Promise.resolve();
  const over = Promise.withResolvers<void>();
  kept.listeners.add(() => kept.exitAt === null || over.resolve());
  return over.promise;
}
