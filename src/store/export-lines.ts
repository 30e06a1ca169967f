import { ShoalError } from '../domain/errors.ts';
import { kindSpecs } from '../domain/kinds.ts';
import { checkId } from './change.ts';
import type { ExportLine } from './port.ts';

export type Header = Extract<ExportLine, { t: 'header' }>;

/** The first line of an export; refuses anything that this program cannot read. */
export function readHeader(line: ExportLine): Header {
  if (line.t !== 'header') {
    throw new ShoalError('INVALID_INPUT', 'The first line of an export must be its header.', {
      hint: 'Give the whole file that shoal export wrote.',
    });
  }
  if (line.format !== 1) {
    throw new ShoalError(
      'STORE_TOO_NEW',
      `The export has format ${String(line.format)}; this shoal reads format 1.`,
      {
        hint: 'Update shoal and import again.',
      },
    );
  }
  return line;
}

/** Refuses a line that cannot be stored. */
export function checkLine(line: ExportLine): void {
  if (line.t === 'header') {
    throw new ShoalError('INVALID_INPUT', 'The export has two header lines; give one export at a time.');
  }
  if (!(line.kind in kindSpecs)) {
    throw new ShoalError(
      'INVALID_INPUT',
      `The export holds a record of an unknown kind, ${JSON.stringify(line.kind)}.`,
    );
  }
  checkId(line.kind, line.t === 'event' ? line.id : line.body['id']);
}

export function notEmpty(): ShoalError {
  return new ShoalError(
    'CONFLICT',
    'The store already holds something; an export goes only into an empty one.',
    {
      hint: 'Import in a new directory, or move .shoal away first.',
    },
  );
}
