import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from '../domain/errors.ts';
import type { ChildStatus } from './protocol.ts';
import { writeAtomically } from './write-atomically.ts';

const childName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The directory of a child. A name becomes part of a path: only here. */
export function childDirectory(children: string, child: string): string {
  if (childName.test(child)) return join(children, child);
  throw new ShoalError('INVALID_INPUT', `${JSON.stringify(child.slice(0, 80))} is no name of a child.`, {
    hint: 'Use 1 to 64 letters, digits, dots, dashes and underscores; begin with a letter or digit.',
  });
}

/** What is known of a child at its start and at its end. Output and standard error have files of their own. */
export type ChildRecord = Omit<ChildStatus, 'outputBytes' | 'errorTail'>;

export function writeRecord(directory: string, status: ChildStatus): void {
  const { outputBytes: _bytes, errorTail: _tail, ...record } = status;
  writeAtomically(join(directory, 'child.json'), record satisfies ChildRecord);
}

/** null: it was being made when its keeper died. */
export function readRecord(directory: string): ChildRecord | null {
  try {
    return JSON.parse(readFileSync(join(directory, 'child.json'), 'utf8')) as ChildRecord; // of our own writing, whole
  } catch {
    return null;
  }
}
