// Writes every generated file, or with --check says which ones are stale.
// A generator is `build/NAME.gen.ts`; its default export returns {path from the root: content}.
// Usage: gen.ts [--check] [DIRECTORY holding build/]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, root } from './lib/project.mjs';

type Generator = { default: () => Record<string, string> | Promise<Record<string, string>> };

const args = process.argv.slice(2);
const isCheck = args.includes('--check');
const base = args.find((arg) => !arg.startsWith('--')) ?? root;

for (const file of filesBelow('build', base).filter((name) => name.endsWith('.gen.ts'))) {
  const generator = (await import(join(base, file))) as Generator; // the naming convention is the contract
  for (const [path, content] of Object.entries(await generator.default())) settle(path, content, file);
}

function settle(path: string, content: string, generator: string): void {
  const target = join(base, path);
  if (currentContent(target) === content) return;
  if (isCheck) {
    console.error(`${path} is stale (made by ${generator}): run npm run gen`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

function currentContent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
