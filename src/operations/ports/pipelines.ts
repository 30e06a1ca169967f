import type { ParamValues, ReadPipeline, RuntimeCheck } from '../../domain/pipeline/definition.ts';
import type { PipelineRegistry } from './registry.ts';

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
