import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, ConfigFile } from '../../operations/ports.ts';
import type { Environment } from '../identity/harness.ts';
import { readSettings } from '../settings.ts';
import { configText, editConfig, replaceConfig } from './edit.ts';
import { withEnvironment } from './environment.ts';
import { exclusively } from './exclusive.ts';
import { explainKey } from './explain.ts';
import { editorSchema } from './json-schema.ts';
import { type LastGood, openLastGood } from './last-good.ts';
import { parseChange } from './parse-change.ts';
import { parseConfig } from './parse.ts';
import { resolve, type Resolved } from './resolve.ts';
import { writeSetting } from './write-setting.ts';

/**
 * `shoal.yaml` of the workspace at `root`. `env`: whose SHOAL_HOST, SHOAL_PORT and SHOAL_LOG_LEVEL go before the file.
 */
export function openConfigFile(root: string, env: Environment = {}): ConfigFile {
  const file = join(root, 'shoal.yaml');
  const stateDir = join(root, '.shoal');
  const reader = readerOf(file, join(stateDir, 'config.good.yaml'));
  const read = () => withEnvironment(reader(), env);
  return {
    read,
    edit: async (changes) => {
      await editConfig(file, stateDir, typeof changes === 'function' ? changes : () => changes);
      return read();
    },
    parse: parseChange,
    explain: (key) => explainKey(file, read(), env, key),
    schema: () => ({ ...editorSchema() }),
    text: () => configText(file),
    check: (text) => parseConfig(text).problems,
    write: async (text, isBase) => {
      await replaceConfig(file, stateDir, text, isBase);
      return read();
    },
    limits: () => readSettings(join(stateDir, 'config.json')),
    limit: (name, value) =>
      exclusively(join(stateDir, 'config.lock'), () =>
        writeSetting(join(stateDir, 'config.json'), name, value),
      ),
  };
}

type Reader = () => Config;

/** One per file in a process: a daemon asks for its configuration all the time, and each operation opens it anew. */
const readers = new Map<string, Reader>();

function readerOf(file: string, goodFile: string): Reader {
  const known = readers.get(file);
  if (known !== undefined) return known;
  const reader = createReader(file, openLastGood(goodFile));
  readers.set(file, reader);
  return reader;
}

/** Reads the file again only when its size, times or inode have changed. */
function createReader(file: string, lastGood: LastGood): Reader {
  let known: { readonly stamp: string; readonly config: Config } | undefined;
  return () => {
    const stamp = stampOf(file);
    if (known?.stamp === stamp) return known.config;
    const config = stamp === 'none' ? withoutFile(file, lastGood) : readConfig(file, lastGood);
    known = { stamp, config };
    return config;
  };
}

function stampOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return 'none';
  return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
}

function withoutFile(file: string, lastGood: LastGood): Config {
  lastGood.keep(null);
  return { file, exists: false, ...resolve({}), problems: [] };
}

function readConfig(file: string, lastGood: LastGood): Config {
  const read = readText(file);
  if ('problem' in read) return { file, exists: true, ...goodOf(lastGood), problems: [read.problem] };
  const { config, problems } = parseConfig(read.text);
  if (config !== null) {
    lastGood.keep(read.text);
    return { file, exists: true, ...config, problems: [] };
  }
  return {
    file,
    exists: true,
    ...goodOf(lastGood),
    problems: problems.map(({ line, column, text }) => `shoal.yaml:${line}:${column}: ${text}`),
  };
}

/** Before the first good file: as without any. */
function goodOf(lastGood: LastGood): Resolved {
  const text = lastGood.text();
  return (text === null ? null : parseConfig(text).config) ?? resolve({});
}

function readText(file: string): { readonly text: string } | { readonly problem: string } {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return {
      problem: `shoal.yaml cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
