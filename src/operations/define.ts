import type { z } from 'zod';
import type { ErrorCode } from '../domain/errors.ts';

/** How a text argument becomes the JSON value of an input field. Only edges convert. */
export type TextForm =
  | 'text'
  | 'duration' // 30m, 1h30m, 45 (seconds) → ms
  | 'priority' // 1-10, low, normal, high, critical → number
  | 'instant' // ISO 8601, or a duration from now → epoch ms
  | 'past' // ISO 8601, or a duration back from now → epoch ms
  | 'json'
  | 'integer'
  | 'flag';

export interface CliFlag {
  /** Input field that the flag fills. */
  readonly field: string;
  /** Long name without dashes; default: the field in kebab-case. */
  readonly long?: string;
  readonly short?: string;
  /** Default: from the field's schema. */
  readonly form?: TextForm;
  /** Placeholder in help: `NAME`. */
  readonly value?: string;
}

export interface CliSpec {
  /** Words after `shoal`: `claim`, `config get`. */
  readonly command: string;
  readonly aliases?: readonly string[];
  /** Input fields filled by position; the last may take the rest when its field is an array. */
  readonly positionals?: readonly string[];
  readonly flags?: readonly CliFlag[];
  /** Field that `--file PATH` or `-` (standard input) fills with the file's text. */
  readonly fileInto?: string;
  /** Example command lines with what they do. At least one. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** `everyday` commands are in plain help, under their job. */
  readonly group: 'start' | 'work' | 'talk' | 'watch' | 'manage' | 'plumbing';
  readonly everyday?: boolean;
  /** Exit code for a successful answer of `null` or `[]`: 3 for `claim` that finds nothing. Default 0. */
  readonly exitWhenEmpty?: 3;
  /** Its answer is a run, or it streams one: the command line shows it until it ends or waits, and exits as it ended. */
  readonly followsRun?: true;
  /** Boolean field of the answer: exit code 1 when it is false, the answer printed all the same. */
  readonly exitWhenFalse?: string;
  /** Boolean field of the answer: exit code 5 when it is true, the answer printed all the same. */
  readonly exitWhenPending?: string;
}

export interface McpSpec {
  /** In the default toolset of at most 20. */
  readonly default: boolean;
  /** What a model must know beyond the summary. */
  readonly note?: string;
}

/** The contract of an operation: everything about it but its body. */
export interface Contract<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** `noun.verb`. */
  readonly name: string;
  readonly summary: string;
  readonly kind: 'command' | 'query' | 'stream';
  readonly input: I;
  readonly output: O;
  readonly errors: readonly ErrorCode[];
  /** anyone: identity is optional. agent: any identity, a person too. human: only a person, proven. */
  readonly access: 'anyone' | 'agent' | 'human';
  /** store: an open workspace. daemon: a running daemon too, which is started if need be. nothing: works anywhere. */
  readonly needs: 'nothing' | 'store' | 'daemon';
  readonly cli?: CliSpec;
  readonly mcp?: McpSpec;
}

export function defineOperation<I extends z.ZodType, O extends z.ZodType>(
  contract: Contract<I, O>,
): Contract<I, O> {
  return contract;
}

export type InputOf<C extends Contract> = z.output<C['input']>;
export type OutputOf<C extends Contract> = z.output<C['output']>;
