import { ShoalError } from '../../../domain/errors.ts';
import type { ExportLine } from '../../../store/port.ts';
import type { Context, Handler, StreamHandler } from '../../context.ts';
import type * as contracts from '../../contracts/workspace.ts';
import type { InputOf, OutputOf } from '../../define.ts';

export const exportAll: StreamHandler<
  InputOf<typeof contracts.workspaceExport>,
  unknown
> = async function* exportAll(context, { output }) {
  if (output === undefined) yield* context.store.export();
  else yield await exportToFile(context, output);
};

async function exportToFile(context: Context, path: string): Promise<{ path: string; lines: number }> {
  let lines = 0;
  async function* texts(): AsyncIterable<string> {
    for await (const line of context.store.export()) {
      lines += 1;
      yield JSON.stringify(line);
    }
  }
  await context.files.writeLines(path, texts());
  return { path, lines };
}

export const importAll: Handler<
  InputOf<typeof contracts.workspaceImport>,
  OutputOf<typeof contracts.workspaceImport>
> = async (context, { file }) => context.store.import(parseLines(context.files.readLines(file), file));

async function* parseLines(lines: AsyncIterable<string>, file: string): AsyncIterable<ExportLine> {
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() !== '') yield parseLine(text, file, number);
  }
}

const lineTypes: ReadonlySet<unknown> = new Set<ExportLine['t']>(['header', 'record', 'event', 'snapshot']);

function parseLine(text: string, file: string, number: number): ExportLine {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && 't' in value && lineTypes.has(value.t)) {
    return value as ExportLine; // the store checks the rest, because only it knows its format's versions
  }
  throw new ShoalError(
    'INVALID_INPUT',
    `Line ${number} of ${file} is no line of an export: ${text.slice(0, 80)}`,
    {
      hint: 'Give a file that `shoal export` wrote. Nothing was imported.',
    },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
