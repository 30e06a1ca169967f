import type { Evidence, ProcessRef } from '../domain/agent.ts';
import type { Budgets } from '../domain/budget.ts';
import type { ParamValues, ReadPipeline, RuntimeCheck } from '../domain/pipeline/definition.ts';
import type { PolicyRule } from '../domain/policy.ts';
import type { Profile, QueueConfig } from '../domain/profile.ts';
import type { TranscriptEntry } from '../domain/transcript.ts';
import type { Settings } from './settings.ts';

/** What operations need of the machine. The composition root supplies each. */
export interface Machine {
  /** What the process table says; `unknown` for another host, boot or pid namespace. */
  evidence(process: ProcessRef): Evidence;
  /** Random bytes as hex, for tokens. */
  randomHex(bytes: number): string;
  sha256(text: string): string;
  readonly hostname: string;
}

/** A process above the caller's, nearest first. */
export interface Ancestor {
  readonly process: ProcessRef;
  readonly command: readonly string[];
  /** A shell that runs one `-c` string, or a wrapper such as env, timeout, npx: never the agent itself. */
  readonly oneShot: boolean;
  /** The harness that this process is, if it is one. */
  readonly harness: string | null;
}

/** What the edge can prove about who is calling; resolved to an agent against the store. */
export interface CallerFacts {
  readonly token: string | null;
  /** From a harness's session variable or a hook's payload. */
  readonly session: { readonly harness: string; readonly id: string } | null;
  readonly ancestors: readonly Ancestor[];
  /** Value of SHOAL_AGENT, set by spawn. */
  readonly marker: string | null;
  /** A terminal, no harness among the ancestors, no marker, token or session variable: law 11. */
  readonly provenHuman: boolean;
  readonly user: string;
}

/** The project directory, as the edge resolved it. */
export interface Place {
  /** Directory that holds `.shoal/`. */
  readonly root: string;
  /** `.shoal/` itself. */
  readonly stateDir: string;
  /** Where the caller stands, absolute. */
  readonly cwd: string;
  /** Identity of the repository for locks: real path of the common git directory, else `root`. */
  readonly repo: string;
  /** Top of the checkout the caller stands in, real path. */
  readonly tree: string;
}

/** Resolves what a person or agent wrote to a repository-relative real path; in `surfaces`, because it reads the disk. */
export interface PathResolver {
  /** Throws INVALID_INPUT for a path outside the checkout, NUL bytes and the like. */
  readonly resolve: (text: string) => { readonly tree: string; readonly path: string };
}

export interface FileReport {
  readonly storeFile: string;
  readonly exists: boolean;
  readonly bytes: number;
  readonly walBytes: number;
  /** Permission bits of `.shoal/`; 0700 is right. */
  readonly mode: number;
  readonly ignoresItself: boolean;
  readonly sqliteVersion: string;
  /** Harness hooks that had to let a call pass because Shoal could not answer. */
  readonly hookFailOpens: number;
}

/** Ending other agents' processes. */
export interface Processes {
  /** Ends a process and everything that it started, found by descent and by the value of SHOAL_AGENT. */
  killTree(process: ProcessRef | null, marker: string | null): Promise<KillOutcome>;
}

/** `gone`: nothing of it was running. `survived`: something still is. `unknown`: there is nothing to look for. */
export interface KillOutcome {
  readonly outcome: 'killed' | 'gone' | 'survived' | 'unknown';
  readonly killedPids: readonly number[];
  readonly survivingPids: readonly number[];
}

/** Starting agents. */
export interface Launcher {
  /** Harnesses on PATH, in the usual order. */
  found(): readonly string[];
  /** What would be run. Writes nothing. Throws NOT_FOUND for a missing program, CONFLICT for a worktree that is not ours to use. */
  plan(order: LaunchOrder): LaunchPlan;
  /** Where the git worktrees beside a checkout are or will be, by their names. Throws CONFLICT when it can have none. Writes nothing. */
  worktrees(tree: string): (name: string) => string;
  /** Makes one that is not there yet. Throws CONFLICT when something else is. */
  createWorktree(tree: string, name: string): Promise<void>;
  /** Removes one in which nothing would be lost. Gives why it stays; null: it is gone. Throws CONFLICT when git cannot. */
  removeWorktree(tree: string, name: string): Promise<string | null>;
  /** Starts it, in a session of its own. Throws SPAWN_FAILED. */
  start(plan: LaunchPlan, identity: LaunchIdentity): Promise<Launched>;
}

export interface LaunchOrder {
  readonly place: Place;
  readonly name: string;
  /** `command` for a program of the caller's own. */
  readonly harness: string;
  readonly command: string | null;
  readonly model: string | null;
  readonly mode: 'background' | 'interactive';
  readonly worktree: boolean;
  /** Variables passed on besides those that the program needs. */
  readonly env: readonly string[];
}

export interface LaunchPlan {
  readonly order: LaunchOrder;
  readonly commandLine: readonly string[];
  readonly directory: string;
  readonly branch: string | null;
  readonly logFile: string | null;
}

/** What proves the new agent, set in its environment. */
export interface LaunchIdentity {
  readonly token: string;
  readonly marker: string;
}

export interface Launched {
  readonly process: ProcessRef | null;
  /** Resolves when the process ends; never for a process in a window, whose end only the process table shows. */
  readonly ended: Promise<LaunchEnd>;
}

export interface LaunchEnd {
  /** null: ended by a signal, or not to be told. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly lastOutput: string;
}

/** The person at the terminal. */
export interface Person {
  /** Shows the text and asks; null when there is no terminal to ask at. */
  confirm(text: string, question: string): Promise<boolean | null>;
  /** Shows the text and asks for a line; null when there is no terminal to ask at. */
  ask(text: string, question: string): Promise<string | null>;
  /** Opens their editor on a file and waits; whether it ended well, null when there is no terminal. */
  edit(path: string): Promise<boolean | null>;
}

/** The harnesses on this machine, and their files in this project. */
export interface Harnesses {
  /** Those on PATH, in the usual order. */
  found(): readonly string[];
  /** Whether a program is on PATH; one that is a path: whether it is there, seen from `directory`. */
  has(program: string, directory: string): boolean;
  /** What is known of each harness; asks each one found for its version. */
  report(): Promise<readonly HarnessReport[]>;
  /** Those whose hooks are written in the project. */
  setUp(): Promise<readonly string[]>;
  /** What setup would change. Throws CONFLICT for a file that is not safe to edit. */
  plan(names: readonly string[], removes: boolean): Promise<readonly HarnessFile[]>;
  /** Writes exactly what was planned. */
  apply(files: readonly HarnessFile[]): Promise<void>;
  /** Asks a model once, through the first that is installed. Throws NOT_FOUND, SPAWN_FAILED. */
  ask(prompt: string, signal: AbortSignal): Promise<string>;
}

/** One planned change of a project file; null is no file. */
export interface HarnessFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The file as it is without anything of ours. */
  readonly clean: string | null;
  /** Unified. */
  readonly diff: string;
}

export interface HarnessReport {
  readonly name: string;
  readonly found: boolean;
  readonly path: string | null;
  readonly version: string | null;
  /** null: cannot be told without asking the vendor. */
  readonly signedIn: boolean | null;
  /** Hooks are written and the harness will run them; null: cannot be told. */
  readonly hooksActive: boolean | null;
  /** What keeps hooks from running and how to allow them; null when nothing does. */
  readonly detail: string | null;
}

/** Tries the harnesses on this machine against a model of its own, and keeps what it found out. */
export interface HarnessProbe {
  /** The latest of each harness. */
  stored(): readonly ProbedHarness[];
  /** Runs the programs of these harnesses, or of all on PATH; takes a minute. Throws NOT_FOUND for one that is not there. */
  measure(names: readonly string[], tell: ProbeTell, signal: AbortSignal): Promise<readonly ProbedHarness[]>;
}

/** Called for each thing that is found out, as it is. */
export type ProbeTell = (harness: string, finding: ProbeFinding) => void;

export interface ProbedHarness {
  readonly harness: string;
  readonly program: string;
  /** As the program says; null when it does not. */
  readonly version: string | null;
  readonly probedAt: number;
  readonly tookMs: number;
  readonly findings: readonly ProbeFinding[];
}

export interface ProbeFinding {
  readonly capability: string;
  /** null: it could not be tried. */
  readonly ok: boolean | null;
  /** Why it is not so, or was not tried. */
  readonly why: string | null;
}

/** The running daemon of this workspace on this machine. */
export interface Daemon {
  /** Starts it when it is not running, and waits until it serves. Throws UNHEALTHY with its last words. */
  ensure(): Promise<DaemonStatus>;
  /** null when it is not running. */
  status(): Promise<DaemonStatus | null>;
  /** `keepAgents`: they run on under the keeper until a daemon adopts them. Resolves when it has ended. */
  stop(keepAgents: boolean): Promise<void>;
}

export interface DaemonStatus {
  readonly pid: number;
  readonly version: string;
  /** Unix socket. */
  readonly socket: string;
  /** `http://127.0.0.1:8000`; null when it serves on the socket alone. */
  readonly url: string | null;
  readonly startedAt: number;
}

/** `shoal.yaml` of this workspace. */
export interface ConfigFile {
  /** What is in force: the file, or when it cannot be used the last good one with its problems. */
  read(): Config;
  /** Edits the file as text: comments and unknown keys stay. Checked before it is written; two writers at once lose nothing. */
  /** `changes` may be a function of what the file says at that moment. Throws INVALID_INPUT, CONFLICT; then nothing is changed. */
  edit(changes: readonly ConfigChange[] | ((current: Config) => readonly ConfigChange[])): Promise<Config>;
  /** Where the value of a key such as `queues.review.maxParallel` comes from. Throws NOT_FOUND. */
  explain(key: string): ExplainedKey;
  /** A change from a key and a value as a person writes them; the key's schema says what the text means. Throws NOT_FOUND, INVALID_INPUT. */
  parse(key: string, text: string): ConfigChange;
  /** The JSON Schema of the file. */
  schema(): Readonly<Record<string, unknown>>;
  /** What stands in the file; null: there is none. Throws CONFLICT for one that cannot be read. */
  text(): string | null;
  /** What would be wrong with such a text, from its first line to its last. */
  check(text: string): readonly ConfigProblem[];
  /** Puts a sound text in its place, if `isBase` says so of what stands there then. Throws INVALID_INPUT, CONFLICT. */
  write(text: string, isBase: (before: string | null) => boolean): Promise<Config>;
  /** Limits as `.shoal/config.json` has them now. Throws INVALID_INPUT. */
  limits(): Settings;
  /** Sets a limit in `.shoal/config.json`; undefined: back to its default. Throws INVALID_INPUT. */
  limit(name: string, value: unknown): Promise<void>;
}

/** Counted from 1. */
interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** `path`: keys from the top; `-` is after the last item of a list. `value` undefined removes. */
export interface ConfigChange {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Before the item of a list that the path names, instead of in its place. */
  readonly insert?: boolean;
}

export interface ExplainedKey {
  /** In the usual spelling. */
  readonly path: readonly string[];
  /** In force. */
  readonly value: unknown;
  readonly from: 'default' | 'file' | 'environment';
  /** `shoal.yaml:12:5`, or the variable; null for a default. */
  readonly where: string | null;
  readonly doc: string;
}

export interface Config {
  /** Absolute; whether it exists or not. */
  readonly file: string;
  readonly exists: boolean;
  readonly profiles: Readonly<Record<string, Profile>>;
  /** Profiles that the file holds; the others are built in. */
  readonly written: readonly string[];
  readonly defaultProfile: string | null;
  readonly defaultPipeline: string | null;
  /** Where pipelines are pulled from and published to. */
  readonly registry: string | null;
  readonly queues: Readonly<Record<string, QueueConfig>>;
  readonly policies: readonly PolicyRule[];
  readonly budgets: Budgets;
  readonly serve: ServeConfig;
  /** With line and column; empty when the file is in force. */
  readonly problems: readonly string[];
}

export interface ServeConfig {
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** What agents have changed where they work. */
export interface WorkTrees {
  /**
   * Against the base of the checkout that the directory is in. `only`: this file alone, from the top of the checkout, and more
   * of it. Throws CONFLICT for a directory that is gone or in no repository.
   */
  changes(look: {
    readonly directory: string;
    readonly only: string | undefined;
    readonly signal: AbortSignal;
  }): Promise<WorkTreeChanges>;
}

export interface WorkTreeChanges {
  /** Top of the checkout. */
  readonly directory: string;
  /** Commit that it is compared with; null: there is none yet. */
  readonly base: string | null;
  /** Others work in the same checkout: their changes are among these. */
  readonly shared: boolean;
  readonly files: readonly FileChange[];
  /** Further files, of which nothing is told. */
  readonly moreFiles: number;
  /** Something is left out. */
  readonly cut: boolean;
}

export interface FileChange {
  readonly path: string;
  /** Where it was before, when it was renamed or copied. */
  readonly from: string | null;
  readonly status: 'added' | 'changed' | 'deleted' | 'renamed' | 'copied' | 'untracked' | 'unmerged';
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
  /** Unified, of whole lines; '' when there is none to show. */
  readonly diff: string;
  /** The diff is longer than what is here. */
  readonly cut: boolean;
}

/** What the agents that Shoal runs were told, said and did. */
export interface Transcripts {
  /** The latest `limit` of those wanted, oldest first. */
  latest(session: string, query: TranscriptQuery): readonly TranscriptEntry[];
  /** From the end back; reads as far as it is asked for. */
  newestFirst(session: string): Iterable<TranscriptEntry>;
  /** Each entry after `after`, then as they come, until aborted. */
  follow(session: string, after: number, signal: AbortSignal): AsyncIterable<TranscriptEntry>;
}

export interface TranscriptQuery {
  readonly after: number;
  /** Default: up to the end. */
  readonly before?: number;
  readonly limit: number;
  readonly isWanted: (entry: TranscriptEntry) => boolean;
}

/** The files of pipelines. */
export interface Pipelines {
  /** By name. */
  list(): readonly PipelineFile[];
  /** Throws NOT_FOUND. */
  find(name: string): PipelineFile;
  /** The file at a path, from where the caller stands. Throws NOT_FOUND. */
  at(path: string): PipelineFile;
  /** The one that aqm's own configuration names. */
  aqmDefault(): string | null;
  /** `given` goes before the values that stand in files. */
  read(file: PipelineFile, given: ParamValues, runtime?: RuntimeCheck): ReadPipeline;
  text(file: PipelineFile): string;
  /** As if the text were in its file. */
  check(name: string, text: string, given?: ParamValues, runtime?: RuntimeCheck): ReadPipeline;
  /** Whole or not at all. Throws INVALID_INPUT for what is no name. */
  write(name: string, text: string): PipelineFile;
  /**
   * Puts what `decide` makes of the text in its place, whole or not at all; what others write through Shoal meanwhile waits.
   * Gives whether it is another. Throws what `decide` throws, and changes nothing then.
   */
  rewrite(file: PipelineFile, decide: (before: string) => string): Promise<boolean>;
  /** Its text with the agents and parameters of all that it imports put into it. */
  bundle(file: PipelineFile): string;
  /** The text after the edits; all else in it stays byte for byte. Throws INVALID_INPUT, NOT_FOUND, CONFLICT. */
  change(text: string, edits: readonly PipelineEdit[]): string;
  remove(file: PipelineFile): void;
  /** The copy that a person edits; it stays until it is sound and in place. */
  draft(file: PipelineFile): PipelineDraft;
  /** Hash of all that a pipeline is made of, what it imports included. */
  fingerprint(file: PipelineFile): string;
  /** What a text says of itself. */
  about(text: string): { readonly description: string | null; readonly imports: number };
  /** Those that were pulled, by name. */
  pinned(): Readonly<Record<string, PinnedPipeline>>;
  /** null: no longer pulled. */
  pin(name: string, pinned: PinnedPipeline | null): Promise<void>;
  /** Whether a person has agreed that this runs here. */
  isAccepted(fingerprint: string): boolean;
  accept(
    fingerprint: string,
    note: { readonly name: string; readonly by: string; readonly at: string },
  ): Promise<void>;
  /**
   * A directory, a git repository or an HTTP index: `repo`, from where the caller stands; else the configured one, from the
   * workspace; else this user's own. Throws what is wrong with it.
   */
  registry(repo: string | null, configured: string | null): Promise<PipelineRegistry>;
  /** The JSON Schema of such a file. */
  schema(): Readonly<Record<string, unknown>>;
}

/** An edit in the text of a pipeline. */
export interface PipelineEdit {
  readonly do: 'set' | 'unset' | 'add' | 'remove' | 'rename';
  /** Keys from the top; an agent by its id, another item of a list by its number. */
  readonly path: readonly string[];
  readonly value?: unknown;
}

export interface PipelineFile {
  readonly name: string;
  /** From `root`, with slashes. */
  readonly file: string;
  /** Directory that nothing it imports lies outside of. */
  readonly root: string;
}

export interface PipelineDraft {
  /** As people see it. */
  readonly path: string;
  /** Absolute. */
  readonly full: string;
  /** null: there is none. */
  text(): string | null;
  write(text: string): void;
  remove(): void;
}

export interface PinnedPipeline {
  readonly version: string;
  readonly sha256: string;
  /** Registry that it came from. */
  readonly from: string;
}

/** Where pipelines are shared. Disposed of when done: a clone is removed then. */
export interface PipelineRegistry extends AsyncDisposable {
  readonly where: string;
  /** Whether it is this user's own, on this machine. */
  readonly isOwn: boolean;
  list(): Promise<readonly RegistryEntry[]>;
  /** Its YAML. Throws NOT_FOUND. */
  text(name: string, version: string): Promise<string>;
  /** Throws CONFLICT when that version is there already. */
  publish(published: PublishedPipeline): Promise<void>;
}

export interface RegistryEntry {
  readonly name: string;
  readonly description: string | null;
  /** In no order. */
  readonly versions: readonly string[];
  /** SHA-256 by version, as far as the registry gives them. */
  readonly checksums: Readonly<Record<string, string>>;
}

export interface PublishedPipeline {
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  readonly text: string;
  readonly sha256: string;
  readonly agents: number;
}
