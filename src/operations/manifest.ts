import type { ErrorCode } from '../domain/errors.ts';
import type { CliSpec, McpSpec, TextForm } from './define.ts';
import { commands, operations } from './manifest.generated.ts';
import type { ObjectSchema } from './schema.ts';

/** A contract as plain data: all that a surface needs to offer an operation, without its body and without zod. */
export interface Operation {
  readonly name: OperationName;
  readonly summary: string;
  readonly kind: 'command' | 'query' | 'stream';
  readonly access: 'anyone' | 'agent' | 'human';
  readonly needs: 'nothing' | 'store' | 'daemon';
  readonly errors: readonly ErrorCode[];
  readonly input: ObjectSchema;
  readonly cli?: OperationCli;
  readonly mcp?: McpSpec;
}

interface OperationCli extends Omit<CliSpec, 'flags' | 'aliases' | 'positionals'> {
  readonly aliases: readonly string[];
  readonly positionals: readonly string[];
  /** One per input field that has no position. */
  readonly flags: readonly OperationFlag[];
}

export interface OperationFlag {
  readonly field: string;
  readonly long: string;
  readonly short?: string;
  readonly form: TextForm;
  /** Placeholder in help. */
  readonly value?: string;
}

export type OperationName = keyof typeof operations;

const described = new Map<OperationName, Operation>();

export function operationNamed(name: OperationName): Operation {
  const known = described.get(name);
  if (known !== undefined) return known;
  const operation = operations[name]();
  described.set(name, operation);
  return operation;
}

/** `config profile add`. */
const commandWordsMax = 3;

/** The operation that words begin with, and how many of them name it; the longest name wins. */
export function operationOfWords(
  words: readonly string[],
): { readonly operation: Operation; readonly count: number } | undefined {
  for (let count = Math.min(commandWordsMax, words.length); count > 0; count -= 1) {
    const operation = operationOfCommand(words.slice(0, count).join(' '));
    if (operation !== undefined) return { operation, count };
  }
  return undefined;
}

/** The operation that the words of a command line name: `claim`, `config get`. Aliases count. */
export function operationOfCommand(command: string): Operation | undefined {
  return Object.hasOwn(commands, command)
    ? operations[commands[command as keyof typeof commands]]()
    : undefined; // checked just before
}

/** Every command word and alias. */
export function commandWords(): readonly string[] {
  return Object.keys(commands);
}

export function allOperations(): readonly Operation[] {
  return Object.values(operations).map((describe) => describe());
}
