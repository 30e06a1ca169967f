import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import { invoke } from '../../operations/invoke.ts';
import type { Operation } from '../../operations/manifest.ts';
import { openShoal } from '../../shoal.ts';
import type { Arguments } from './arguments.ts';
import type { Globals } from './globals.ts';
import { quote } from './forms.ts';
import { interruptible } from './interrupt.ts';
import { outputStyle } from './output-style.ts';
import { jsonLine, readStandardInput, writeOut } from './output.ts';
import type { Invocation } from './surface-call.ts';

/** Opens the workspace, runs the operation and prints its answer. The store is not closed: the process ends. */
export async function runOperation(
  operation: Operation,
  args: Arguments,
  globals: Globals,
  invocation: Invocation,
): Promise<number> {
  const input = withFile(operation, args, globals.dir);
  return interruptible(async (signal) => {
    const shoal = openShoal({ dir: globals.dir, cwd: process.cwd(), env: invocation.env });
    const afterwards: (() => Promise<void>)[] = [];
    const afterAnswer = (work: () => Promise<void>): void => void afterwards.push(work);
    const tell = globals.json ? {} : { tell: showProgress };
    const context = await shoal.context({ needs: operation.needs, signal, afterAnswer, ...tell });
    const answer = await invoke(context, operation.name, input);
    if (operation.kind === 'stream') return printStream(operation, answer, globals, invocation);
    if (!(await printAnswer(operation, answer, globals, invocation))) return 0;
    for (const work of afterwards) await work();
    return exitCode(operation, answer);
  });
}

/** Beside the answer, so that a pipe gets that alone. */
function showProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** False when the reader has gone. */
async function printAnswer(
  operation: Operation,
  answer: unknown,
  globals: Globals,
  invocation: Invocation,
): Promise<boolean> {
  return writeOut(globals.json ? jsonLine(answer) : await rendered(operation, answer, invocation));
}

async function printStream(
  operation: Operation,
  answer: unknown,
  globals: Globals,
  invocation: Invocation,
): Promise<number> {
  for await (const value of answer as AsyncIterable<unknown>) {
    // a body of kind `stream` gives an iterable: handlers.generated.ts holds it to that
    const text = globals.json ? jsonLine(value) : await rendered(operation, value, invocation);
    if (!writeOut(text)) break;
  }
  return 0;
}

async function rendered(operation: Operation, answer: unknown, invocation: Invocation): Promise<string> {
  const { render } = await import('./render/index.ts');
  const text = await render(operation.name, answer, outputStyle(invocation));
  return text === '' ? '' : `${text}\n`;
}

function exitCode({ cli }: Operation, answer: unknown): number {
  const isEmpty = answer === null || (Array.isArray(answer) && answer.length === 0);
  if (isEmpty) return cli?.exitWhenEmpty ?? 0;
  const fields = answer as Record<string, unknown>; // a contract names only fields of its answer
  if (cli?.exitWhenPending !== undefined && fields[cli.exitWhenPending] === true) return 5;
  return cli?.exitWhenFalse !== undefined && fields[cli.exitWhenFalse] === false ? 1 : 0;
}

/** Puts the text of `--file` where the contract wants it. */
export function withFile(
  { cli }: Operation,
  { input, file }: Arguments,
  dir: string | undefined,
): Record<string, unknown> {
  if (file === undefined || cli?.fileInto === undefined) return input;
  if (input[cli.fileInto] !== undefined) {
    throw new ShoalError('USAGE', `Both ${cli.fileInto.toUpperCase()} and --file are given.`, {
      hint: 'Give one of them.',
    });
  }
  return {
    ...input,
    [cli.fileInto]: file === '-' ? readStandardInput() : readText(resolve(dir ?? '.', file)),
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ShoalError('INVALID_INPUT', `--file ${quote(path)} cannot be read: ${why}.`, {
      hint: 'Give a readable text file, or - for standard input.',
      cause,
    });
  }
}
