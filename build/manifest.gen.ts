// Makes src/operations/manifest.generated.ts and src/operations/handlers.generated.ts from the contracts.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Described, describeAll } from './operations.ts';

const BANNER =
  '// Made by build/manifest.gen.ts from src/operations/contracts: change those, then `npm run gen`.\n';
const transpiler = new Bun.Transpiler({ loader: 'ts' });
const HANDLERS = join(import.meta.dir, '../src/operations/handlers');

export default function generate(): Record<string, string> {
  const operations = describeAll().filter(hasHandler);
  return {
    'src/operations/manifest.generated.ts': manifest(operations),
    'src/operations/handlers.generated.ts': handlers(operations),
  };
}

/** A contract without a body would be a promise that the product does not keep: said loudly, and left out. */
function hasHandler({ contract, noun, handler }: Described): boolean {
  if (exportsOf(join(HANDLERS, `${noun}.ts`)).includes(handler)) return true;
  console.error(`${contract.name} has no body: src/operations/handlers/${noun}.ts exports no ${handler}`);
  process.exitCode = 1;
  return false;
}

/** Read, not run: a generator must not need the whole program to be sound. */
function exportsOf(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const source = readFileSync(file, 'utf8');
  const passedOn = [...source.matchAll(/^export \* from '(.+)';/gm)].map(([, path = '']) =>
    join(dirname(file), path),
  );
  return [...transpiler.scan(source).exports, ...passedOn.flatMap(exportsOf)];
}

function manifest(operations: readonly Described[]): string {
  const words = operations.flatMap(({ contract, cli }) =>
    cli === undefined ? [] : [cli.command, ...cli.aliases].map((word) => [word, contract.name]),
  );
  return [
    BANNER,
    "import type { Operation } from './manifest.ts';\n",
    '// Functions, so that a command builds the description of its own operation and of no other.',
    'export const operations = {',
    ...operations.map(entry),
    '};\n',
    '/** Operation by the words of its command line. */',
    'export const commands = {',
    ...words
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .map(([word, name]) => `  ${quoted(word ?? '')}: ${quoted(name ?? '')},`),
    '} as const;\n',
  ].join('\n');
}

function entry({ contract, input, cli }: Described): string {
  const { name, summary, kind, access, needs, errors, mcp } = contract;
  const data = { name, summary, kind, access, needs, errors, input, cli, mcp };
  return `  ${quoted(name)}: (): Operation => (${JSON.stringify(data)}),`;
}

function handlers(operations: readonly Described[]): string {
  const contracts = operations.map(({ key }) => key).join(', ');
  return [
    BANNER,
    `import type { ${contracts} } from './contracts/index.ts';`,
    "import type { Context } from './context.ts';",
    "import type { InputOf, OutputOf } from './define.ts';\n",
    'export interface Inputs {',
    ...operations.map(({ contract, key }) => `  ${quoted(contract.name)}: InputOf<typeof ${key}>;`),
    '}\n',
    '/** What a body gives; a stream gives its values one by one. */',
    'export interface Outputs {',
    ...operations.map(
      ({ contract, key }) => `  ${quoted(contract.name)}: ${outputType(contract.kind, key)};`,
    ),
    '}\n',
    'type Body<N extends keyof Inputs & keyof Outputs> = (context: Context, input: Inputs[N]) => Outputs[N] | Promise<Outputs[N]>;\n',
    '/** Loads the body of one operation, and nothing else. */',
    'export const handlers: { readonly [N in keyof Inputs]: () => Promise<Body<N>> } = {',
    ...operations.map(
      ({ contract, noun, handler }) =>
        `  ${quoted(contract.name)}: async () => (await import('./handlers/${noun}.ts')).${handler},`,
    ),
    '};\n',
  ].join('\n');
}

function outputType(kind: string, key: string): string {
  return kind === 'stream' ? `AsyncIterable<OutputOf<typeof ${key}>>` : `OutputOf<typeof ${key}>`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
