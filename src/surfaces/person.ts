import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { literalBlock } from './cli/render/text.ts';

/** Asks on standard error, so that standard output stays the answer's; only yes is yes, and null is no terminal. */
export async function confirm(text: string, question: string): Promise<boolean | null> {
  if (!isatty(0) || !isatty(2)) return null;
  writeSync(2, `${literalBlock(text, '')}\n${question} [y/N] `);
  return /^y(es)?$/i.test(readLine().trim());
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
