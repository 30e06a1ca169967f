import type { ByKind, View } from '../../store/port.ts';
import type { PortableStore } from '../../store/port.ts';

/** Where files of runs lie. */
export interface RunFileWriter {
  write(run: string, files: ReadonlyMap<string, string>): void;
}

export interface ProjectionParts {
  readonly store: PortableStore;
  readonly writer: RunFileWriter;
  readonly filesOf: (view: View, run: ByKind<'run'>) => ReadonlyMap<string, string>;
  readonly onError: (run: string, error: unknown) => void;
}

/**
 * Writes the files of runs beside what the engine does, never in its way: a run that went on several times meanwhile is written
 * once, and of the time no more than a part is spent on it. A run that ended is written at once.
 */
export interface Projection {
  changed(run: string, isOver: boolean): void;
  /** Resolves when all that has changed is written. */
  flush(): Promise<void>;
}

const pauseMsMin = 100;
/** So many times what the last writing took. */
const pauseFactor = 10;

export function createProjection({ store, writer, filesOf, onError }: ProjectionParts): Projection {
  const dirty = new Set<string>();
  let writing = Promise.resolve();
  let pending: Timer | null = null;
  let pauseMs = pauseMsMin;

  async function writeAll(): Promise<void> {
    const startedAt = performance.now();
    const ids = Array.from(dirty);
    dirty.clear();
    for (const id of ids) {
      try {
        const files = await store.read((view) => {
          const run = view.get('run', id);
          return run === undefined ? null : filesOf(view, run);
        });
        if (files !== null) writer.write(id, files);
      } catch (error) {
        onError(id, error);
      }
    }
    pauseMs = Math.max(pauseMsMin, (performance.now() - startedAt) * pauseFactor);
  }

  function now(): Promise<void> {
    if (pending !== null) clearTimeout(pending);
    pending = null;
    writing = writing.then(writeAll);
    return writing;
  }

  return {
    changed(run, isOver) {
      dirty.add(run);
      if (isOver) void now();
      else pending ??= setTimeout(() => void now(), pauseMs);
    },
    flush: now,
  };
}

type Timer = ReturnType<typeof setTimeout>;
