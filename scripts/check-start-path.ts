// Start-up time is a feature: what src/main.ts reaches without a dynamic import must not include the slow libraries.
// Usage: check-start-path.ts [DIRECTORY holding src/main.ts]
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCode, resolveImport } from './lib/imports.ts';
import { root } from './lib/project.mjs';

const FORBIDDEN =
  /^(zod|react|react-dom|ink|hono|@hono\/.*|@modelcontextprotocol\/.*|@agentclientprotocol\/.*)(\/|$)/;
const ENTRY = 'src/main.ts';

const base = process.argv[2] ?? root;
const transpiler = new Bun.Transpiler({ loader: 'tsx' });
const seen = new Set<string>();
const problems: string[] = [];

visit(ENTRY, [ENTRY]);
for (const problem of problems) console.error(`the start path reaches ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** `way` is how we came here, so that a failure names the import to make lazy. */
function visit(file: string, way: string[]): void {
  if (seen.has(file)) return;
  seen.add(file);
  if (!/\.[cm]?[jt]sx?$/.test(file)) return;
  for (const target of staticImports(file)) {
    const path = [...way, target];
    if (FORBIDDEN.test(target)) problems.push(path.join(' → '));
    else if (target.startsWith('src/')) visit(target, path);
    else if (isPackage(target)) visitPackage(target, path);
  }
}

function visitPackage(name: string, way: string[]): void {
  const entry = Bun.resolveSync(name, base);
  if (existsSync(entry)) visit(entry, way);
}

/** The transpiler drops imports of types, as the bundler does. */
function staticImports(file: string): string[] {
  return transpiler
    .scanImports(readCode(base, file))
    .filter(({ kind }) => kind === 'import-statement' || kind === 'require-call')
    .map(({ path }) =>
      path.startsWith('.') && file.startsWith('/')
        ? resolve(file, '..', path)
        : resolveImport(base, file, path),
    );
}

function isPackage(target: string): boolean {
  return (
    !target.startsWith('.') &&
    !/^(node|bun):/.test(target) &&
    target !== 'bun' &&
    !existsSync(resolve(base, target))
  );
}
