import type { PortableStore } from '../store/port.ts';
import type {
  CallerFacts,
  ConfigFile,
  Daemon,
  Harnesses,
  Launcher,
  Machine,
  PathResolver,
  Person,
  Pipelines,
  Place,
  Processes,
  FileReport,
  HarnessProbe,
  Transcripts,
  WorkTrees,
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
  /** Loaded when it is asked for. */
  harnessProbe(): Promise<HarnessProbe>;
  /** Loaded when it is asked for. */
  daemon(): Promise<Daemon>;
  /** Loaded when it is asked for. */
  config(): Promise<ConfigFile>;
  /** Loaded when it is asked for. */
  pipelines(): Promise<Pipelines>;
  /** Gives the token of an agent that the daemon runs, by the agent's id: always the same, known to this user alone. */
  agentTokens(): Promise<(agent: string) => string>;
  /** Loaded when it is asked for. */
  transcripts(): Promise<Transcripts>;
  /** Loaded when it is asked for. */
  workTrees(): Promise<WorkTrees>;
  readonly signal: AbortSignal;
  /** Runs work once the answer has been written out, never when that failed. Without it: the caller has the answer in hand. */
  readonly afterAnswer?: (work: () => Promise<void>) => void;
  /** Shows how far a long command is to whoever watches, a line at a time. Without it: nobody watches. */
  readonly tell?: (line: string) => void;
}

/** The directory side of a workspace: all that works before, or without, an open store. */
export interface WorkspaceFiles {
  /** The workspace that the caller stands in; null when there is none. */
  find(): Place | null;
  /** Makes `.shoal/` (0700, ignoring itself) and its store where the caller stands. */
  create(): Promise<Place>;
  /** Opens the store of the workspace that was found. Throws NO_WORKSPACE, and what is wrong with the store. */
  enter(): Promise<Context>;
  /** What the disk says, without opening the store. */
  inspect(place: Place): FileReport;
  /** Puts right what `inspect` found wrong with permissions and the ignore file; says what it did. */
  repair(place: Place): readonly string[];
  /** Lines of a file, or of standard input for `-`. */
  readLines(path: string): AsyncIterable<string>;
  /** Writes a new file (0600), complete or not at all. Throws CONFLICT when it is there already. */
  writeLines(path: string, lines: AsyncIterable<string>): Promise<void>;
}

/** Body of one operation. Input has been checked against its contract. */
export type Handler<I, O> = (context: Context, input: I) => Promise<O>;
/** Body of a stream operation: each yielded value is one JSON line. */
export type StreamHandler<I, O> = (context: Context, input: I) => AsyncIterable<O>;
