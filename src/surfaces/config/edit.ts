import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ShoalError } from '../../domain/errors.ts';
import { sentence } from '../../domain/sentence.ts';
import type { Config, ConfigChange } from '../../operations/ports.ts';
import { exclusively } from './exclusive.ts';
import { jsonSchemaText } from './json-schema.ts';
import { parseConfig } from './parse.ts';
import { resolve } from './resolve.ts';
import { editText } from './text-edit.ts';
import { replaceFile } from './write.ts';

const schemaLine = '# yaml-language-server: $schema=.shoal/shoal.schema.json';

export type Decide = (current: Config) => readonly ConfigChange[];

/**
 * Reads the file, lets `decide` say what to change, checks the outcome and writes it, all under one lock: two writers at
 * once lose nothing. Throws INVALID_INPUT for what would not be a sound configuration, CONFLICT for a file that is none.
 */
export async function editConfig(file: string, stateDir: string, decide: Decide): Promise<void> {
  await exclusively(join(stateDir, 'config.lock'), () => {
    const before = configText(file);
    const after = decide(currentOf(file, before)).reduce(
      (text, change) => editText(text, change),
      before ?? `${schemaLine}\n`,
    );
    if (after === before) return;
    refuseProblems(after);
    // Somebody's editor knows nothing of our lock.
    if (configText(file) !== before)
      throw new ShoalError('CONFLICT', 'shoal.yaml was changed at this very moment.', { hint: 'Try again.' });
    replaceFile(file, after);
    shipSchema(stateDir);
  });
}

/** Puts a whole text in place, if `isBase` says so of the one that it is to replace. Throws as `editConfig`. */
export async function replaceConfig(
  file: string,
  stateDir: string,
  text: string,
  isBase: (before: string | null) => boolean,
): Promise<void> {
  await exclusively(join(stateDir, 'config.lock'), () => {
    const before = configText(file);
    if (!isBase(before))
      throw new ShoalError('CONFLICT', 'shoal.yaml was changed meanwhile.', {
        hint: 'Read it again and make your change in what stands there now.',
      });
    refuseProblems(text);
    if (text === before) return;
    replaceFile(file, text);
    shipSchema(stateDir);
  });
}

function currentOf(file: string, text: string | null): Config {
  if (text === null) return { file, exists: false, ...resolve({}), problems: [] };
  const { config, problems } = parseConfig(text);
  if (config !== null) return { file, exists: true, ...config, problems: [] };
  throw new ShoalError('CONFLICT', `shoal.yaml cannot be edited as it is: ${lines(problems)}`, {
    hint: 'Put it right by hand first; `shoal config check` says what is wrong.',
  });
}

function refuseProblems(text: string): void {
  const { problems } = parseConfig(text);
  if (problems.length === 0) return;
  throw new ShoalError(
    'INVALID_INPUT',
    `Nothing was changed: ${sentence(...problems.map((one) => one.text))}`,
    {
      hint: 'Every key is explained in docs/reference/shoal-yaml.md and by `shoal config explain KEY`.',
      details: { problems: [...problems] },
    },
  );
}

function lines(problems: readonly { readonly line: number; readonly text: string }[]): string {
  return sentence(...problems.map(({ line, text }) => `line ${line}: ${text}`));
}

export function configText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null; // of fs
    throw new ShoalError(
      'CONFLICT',
      `shoal.yaml cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {
        hint: `${file} must be a file that you may read and write.`,
        cause,
      },
    );
  }
}

/** For editors: the schema of the Shoal that is installed. */
function shipSchema(stateDir: string): void {
  const file = join(stateDir, 'shoal.schema.json');
  const text = jsonSchemaText();
  try {
    if (readFileSync(file, 'utf8') === text) return;
  } catch {
    // Not there yet.
  }
  writeFileSync(file, text, { mode: 0o600 });
}
