import { ShoalError } from '../domain/errors.ts';
import { kindSpecs } from '../domain/kinds.ts';
import { checkId } from './change.ts';
import type { ExportLine, LogEvent } from './port.ts';

export type Header = Extract<ExportLine, { t: 'header' }>;

/** The first line of an export; refuses anything that this program cannot read. */
export function readHeader(line: ExportLine): Header {
  if (!isObject(line) || line.t !== 'header') {
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

/** Refuses a line that cannot be stored. What comes from a file is not yet what its type says. */
export function checkLine(line: ExportLine): void {
  const fields = isObject(line) ? line : undefined;
  if (fields?.t === 'header') throw invalid('has two header lines; give one export at a time');
  if (fields?.t !== 'record' && fields?.t !== 'snapshot' && fields?.t !== 'event') {
    throw invalid(`holds a line that is no record and no event: ${JSON.stringify(line).slice(0, 100)}`);
  }
  if (!Object.hasOwn(kindSpecs, fields.kind))
    throw invalid(`names an unknown kind, ${JSON.stringify(fields.kind)}`);
  if (fields.t === 'event') return checkEvent(fields);
  if (!isObject(fields.body)) throw invalid(`holds a ${fields.kind} without a body`);
  checkId(fields.kind, fields.body['id']);
}

function checkEvent(event: LogEvent): void {
  checkId(event.kind, event.id);
  const texts = [event.actor, event.task, event.agent].every(
    (text) => text === null || typeof text === 'string',
  );
  const objects = [event.data, event.change].every((value) => value === null || isObject(value));
  const numbers =
    Number.isSafeInteger(event.seq) && Number.isSafeInteger(event.command) && Number.isFinite(event.at);
  if (texts && objects && numbers && typeof event.type === 'string') return;
  throw invalid(`holds a malformed event: ${JSON.stringify(event).slice(0, 100)}`);
}

export function twice(kind: string, id: string): ShoalError {
  return invalid(`holds ${kind} ${JSON.stringify(id)} twice`);
}

function invalid(what: string): ShoalError {
  return new ShoalError('INVALID_INPUT', `The export ${what}. Nothing was imported.`, {
    hint: 'Give the whole file that shoal export wrote, unchanged.',
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
