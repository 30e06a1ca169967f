import type { Budgets } from '../../domain/budget.ts';
import type { PolicyRule } from '../../domain/policy.ts';
import type { Profile, QueueConfig } from '../../domain/profile.ts';
import type { Settings } from '../settings.ts';

/** `shoal.yaml` of this workspace. */
export interface ConfigFile {
  /** What is in force: the file, or when it cannot be used the last good one with its problems. */
  read(): Config;
  /**
   * Edits the file as text: comments and unknown keys stay. Checked before it is written; two writers at once lose nothing.
   * `changes` may be a function of what the file says at that moment. Throws INVALID_INPUT, CONFLICT; then nothing is changed.
   */
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
