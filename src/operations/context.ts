import type { PortableStore } from '../store/port.ts';
import type {
  CallerFacts,
  Harnesses,
  Launcher,
  Machine,
  PathResolver,
  Person,
  Place,
  Processes,
  WorkspaceFiles,
} from './ports.ts';
import type { Settings } from './settings.ts';

/** What every handler is given. Of an operation that needs nothing, `store` and `place` throw NO_WORKSPACE until `files.enter()`. */
export interface Context {
  readonly store: PortableStore;
  readonly place: Place;
  readonly facts: CallerFacts;
  readonly machine: Machine;
  readonly paths: PathResolver;
  readonly settings: Settings;
  readonly files: WorkspaceFiles;
  readonly processes: Processes;
  /** Loaded when it is asked for. */
  launcher(): Promise<Launcher>;
  readonly person: Person;
  readonly harnesses: Harnesses;
  readonly signal: AbortSignal;
  /** Runs work once the answer has been written out, never when that failed. Without it: the caller has the answer in hand. */
  readonly afterAnswer?: (work: () => Promise<void>) => void;
}

/** Body of one operation. Input has been checked against its contract. */
export type Handler<I, O> = (context: Context, input: I) => Promise<O>;
/** Body of a stream operation: each yielded value is one JSON line. */
export type StreamHandler<I, O> = (context: Context, input: I) => AsyncIterable<O>;
