// Start-up time is a feature: what the entries reach without a dynamic import must not include the slow libraries, nor
// the built-in modules that take longer to load than a claim takes (measured: tty 2.0 ms, crypto 1.7, readline 1.1).
// Usage: check-start-path.ts [DIRECTORY holding src/main.ts]
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCode, resolveImport } from './lib/imports.ts';
import { root } from './lib/project.mjs';

const FORBIDDEN =
  /^((zod|react|react-dom|ink|hono|@hono\/.*|@modelcontextprotocol\/.*|@agentclientprotocol\/.*)(\/|$)|node:(tty|crypto|readline|child_process|fs\/promises)$)/;
/** The program, and what runs thousands of times a day behind a dynamic import. */
const ENTRIES = ['src/main.ts', 'src/operations/handlers/task.ts', 'src/surfaces/hooks/main.ts'];

const base = process.argv[2] ?? root;
const transpilers = { ts: new Bun.Transpiler({ loader: 'ts' }), tsx: new Bun.Transpiler({ loader: 'tsx' }) };
const seen = new Set<string>();
const problems: string[] = [];

for (const entry of ENTRIES.filter((file) => existsSync(resolve(base, file)))) visit(entry, [entry]);
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
  return transpilers[file.endsWith('x') ? 'tsx' : 'ts']
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
