import type { PortableStore } from '../store/port.ts';
import type {
  CallerFacts,
  HarnessInfo,
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
  readonly launcher: Launcher;
  readonly person: Person;
  readonly harnesses: HarnessInfo;
  readonly signal: AbortSignal;
}

/** Body of one operation. Input has been checked against its contract. */
export type Handler<I, O> = (context: Context, input: I) => Promise<O>;
/** Body of a stream operation: each yielded value is one JSON line. */
export type StreamHandler<I, O> = (context: Context, input: I) => AsyncIterable<O>;
