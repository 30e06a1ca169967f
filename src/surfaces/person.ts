import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isatty } from 'node:tty';
import { literalBlock } from './cli/render/text.ts';

/** Asks on standard error, so that standard output stays the answer's; only yes is yes, and null is no terminal. */
export async function confirm(text: string, question: string): Promise<boolean | null> {
  if (!isatty(0) || !isatty(2)) return null;
  writeSync(2, `${literalBlock(text, '')}\n${question} [y/N] `);
  return /^y(es)?$/i.test(readLine().trim());
}

/** One line; empty for Enter alone. */
export async function ask(text: string, question: string): Promise<string | null> {
  if (!isatty(0) || !isatty(2)) return null;
  writeSync(2, `${literalBlock(text, '')}\n${question} > `);
  return readLine();
}

/** In `$VISUAL` or `$EDITOR`, which may be a command line such as `code --wait`. */
export async function edit(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean | null> {
  if (!isatty(0) || !isatty(2)) return null;
  const editor = environment['VISUAL'] || environment['EDITOR'] || 'vi';
  // The shell reads the editor's own words; the path is never part of its text.
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null]; // as node documents it
  return code === 0;
}

const newline = 10;

/** One line from the terminal; empty when it is closed. */
function readLine(): string {
  const terminal = openSync('/dev/tty', 'r');
  try {
    const bytes: number[] = [];
    const one = Buffer.alloc(1);
    while (readSync(terminal, one, 0, 1, null) === 1 && one[0] !== newline) bytes.push(one[0] ?? newline);
    return Buffer.from(bytes).toString('utf8');
  } finally {
    closeSync(terminal);
  }
}
