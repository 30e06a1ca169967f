// Makes docs/reference/settings.md and src/operations/settings.generated.ts from the comments and defaults of src/operations/settings.ts.
import { readFileSync } from 'node:fs';
import { defaultSettings, type Settings } from '../src/operations/settings.ts';

const source = new URL('../src/operations/settings.ts', import.meta.url);
const field = /\/\*\* (.+?) \*\/\n {2}readonly (\w+):/g;

const environment = {
  SHOAL_DIR: 'Which workspace is meant. Default: the one that is found upwards from here',
  SHOAL_STORE:
    'Where the first `shoal init` of a workspace puts its store, seen from its root. Default: `.shoal/shoal.db`. Later it need not be set; when it is, it must name the same file',
  SHOAL_AGENT_TOKEN: 'Who calls: the token that `shoal join` gave',
  SHOAL_JSON: 'Set to 1: every command answers as with `--json`',
  SHOAL_HOST: 'Where `shoal serve` serves, as `--host`',
  SHOAL_PORT: 'Its port, as `--port`',
  SHOAL_LOG_LEVEL: 'What it logs, as `--log-level`',
} as const;

export default function generate(): Record<string, string> {
  const described = [...readFileSync(source, 'utf8').matchAll(field)].map(([, what = '', name = '']) => ({
    name,
    what,
  }));
  const undescribed = Object.keys(defaultSettings).filter(
    (name) => !described.some((one) => one.name === name),
  );
  if (undescribed.length > 0) throw new Error(`settings without a description: ${undescribed.join(', ')}`);
  return {
    'docs/reference/settings.md': page(described),
    'src/operations/settings.generated.ts': docs(described),
  };
}

interface Described {
  readonly name: string;
  readonly what: string;
}

function docs(described: readonly Described[]): string {
  return [
    '// Made by build/settings.gen.ts: change src/operations/settings.ts, then `npm run gen`.',
    "import type { Settings } from './settings.ts';",
    '',
    'export const settingDocs: Readonly<Record<keyof Settings, string>> = {',
    ...described.map(({ name, what }) => `  ${name}: ${JSON.stringify(what)},`),
    '};',
    '',
  ].join('\n');
}

function page(described: readonly Described[]): string {
  return [
    '<!-- Made by build/settings.gen.ts: change src/operations/settings.ts, then `npm run gen`. -->',
    '# Settings',
    '',
    'Every limit and default can be set for a workspace in `.shoal/config.json`, an object of the names below. A name or',
    'value that is wrong is refused with what there is. Names say their unit: `Ms` is milliseconds.',
    '',
    '```json',
    '{ "taskLeaseMs": 3600000, "maxAttempts": 5 }',
    '```',
    '',
    '| name | default | what |',
    '|---|---|---|',
    ...described.map(({ name, what }) => `| \`${name}\` | ${readable(name as keyof Settings)} | ${what} |`),
    '',
    '## Environment',
    '',
    '| variable | what |',
    '|---|---|',
    ...Object.entries(environment).map(([name, what]) => `| \`${name}\` | ${what} |`),
    '',
  ].join('\n');
}

function readable(name: keyof Settings): string {
  const value = defaultSettings[name];
  if (typeof value !== 'number' || !name.endsWith('Ms')) return String(value);
  return value % 60_000 === 0 ? `${value} (${value / 60_000} min)` : `${value} (${value / 1000} s)`;
}
