// Makes docs/reference/shoal-yaml.md and docs/reference/shoal.schema.json from the schema of the file.
import { type JsonSchema, jsonSchema, jsonSchemaText, wholeOf } from '../src/surfaces/config/json-schema.ts';

export default function generate(): Record<string, string> {
  return { 'docs/reference/shoal-yaml.md': page(), 'docs/reference/shoal.schema.json': jsonSchemaText() };
}

const sections: readonly { readonly title: string; readonly path: readonly string[] }[] = [
  { title: 'The file', path: [] },
  { title: 'profiles.NAME', path: ['profiles', 'NAME'] },
  { title: 'profiles.NAME.timers', path: ['profiles', 'NAME', 'timers'] },
  { title: 'queues.NAME', path: ['queues', 'NAME'] },
  { title: 'policies', path: ['policies', '0'] },
  { title: 'budgets', path: ['budgets'] },
  { title: 'serve', path: ['serve'] },
];

function page(): string {
  return [
    '<!-- Made by build/shoal-yaml.gen.ts: change src/surfaces/config/schema.ts, then `npm run gen`. -->',
    '# shoal.yaml',
    '',
    'In the root of the workspace; without it the defaults hold, and there is a profile for each harness. A change is in force at',
    'once. A file with a problem is not in force at all: the last good one is, and `shoal config check` says what is wrong, with line',
    'and column. Keys may be written in snake_case too. `shoal config explain KEY` says what is in force and where it comes from.',
    '',
    '```yaml',
    '# yaml-language-server: $schema=.shoal/shoal.schema.json',
    '```',
    '',
    'in the first line gives editors completion and checks; `shoal config` writes that schema beside the store.',
    '',
    ...sections.flatMap(section),
  ].join('\n');
}

function section({ title, path }: (typeof sections)[number]): readonly string[] {
  const schema = at(path);
  const rows = Object.entries(schema?.properties ?? {}).map(
    ([key, value]) =>
      `| \`${key}\` | ${typeOf(value)} | ${escaped(value.description ?? wholeOf(value)?.description ?? '')} |`,
  );
  const about = path.length === 0 ? [] : [`${schema?.description ?? ''}.`, ''];
  return [`## ${title}`, '', ...about, '| key | value | what |', '|---|---|---|', ...rows, ''];
}

function at(path: readonly string[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((schema, key) => {
    const whole = wholeOf(schema);
    if (whole?.properties !== undefined) return wholeOf(whole.properties[key]);
    return wholeOf(
      typeof whole?.additionalProperties === 'object' ? whole.additionalProperties : whole?.items,
    );
  }, wholeOf(jsonSchema()));
}

function typeOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map(String).join(', ');
  if (schema.anyOf !== undefined)
    return schema.anyOf
      .filter(({ type }) => type !== 'null')
      .map(typeOf)
      .join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  return (
    { string: 'text', integer: 'whole number', boolean: 'true, false', object: 'map' }[schema.type ?? ''] ??
    'any'
  );
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('*', '\\*').replaceAll('{', '\\{');
}
