// The dependency rule: domain ← store ← operations ← {engines, surfaces}; adapters, Bun and ambient state only at the edges.
// Usage: check-layers.ts [DIRECTORY holding src/]
import { importsOf, readCode, resolveImport, withoutComments } from './lib/imports.ts';
import { filesBelow, root } from './lib/project.mjs';

/** What each folder of src/ may import, besides itself. Files directly in src/ compose everything and may import all. */
const MAY_IMPORT: Record<string, string[]> = {
  domain: [],
  store: ['domain'],
  operations: ['domain', 'store'],
  keeper: ['domain'],
  harness: ['domain'],
  engines: ['domain', 'store', 'operations', 'harness', 'keeper'],
  surfaces: ['domain', 'store', 'operations'],
  client: ['domain', 'operations'],
};
/** The composition root's files that a layer may ask for: surfaces open a Shoal, and run the daemon. */
const ROOT_FILES_FOR: Record<string, string[]> = {
  surfaces: ['src/shoal.ts', 'src/daemon.ts', 'src/keep.ts'],
};
const ADAPTER = /^src\/store\/(memory|sqlite|redis|postgres)\b/;
const COMPOSITION_ROOT = 'src/shoal.ts';
const BUN_ALLOWED = /^src\/(keeper\/|build\/|shoal\.ts$|daemon(-http)?\.ts$|keep\.ts$|main\.ts$)/;
/** Not of the adapters: the store's clock is the clock of its engine, and only an adapter knows that engine. */
const AMBIENT_FORBIDDEN = /^src\/(domain|store|operations)\//;
const AMBIENT =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bprocess\.env\b|\brandomUUID\b|\brandomBytes\b/g;
const DOMAIN_MAY_NOT = /^(?:node:)?(?:fs|child_process|os|net|http|https|sqlite|worker_threads)\b/;

/** The page runs in a browser: of the program it takes the client, how two texts differ, and anybody's types. */
const WEB_MAY_RUN = /^(?:web|src\/client)\/|^src\/domain\/unified-diff\.ts$/;
const TYPE_ONLY = /^\s*import\s+type\b[^'"`;]*?\bfrom\s*['"][^'"]+['"]/gm;

const base = process.argv[2] ?? root;
const files = [...filesBelow('src', base), ...filesBelow('web', base)].filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
);
const problems = files.flatMap((file) => problemsOf(file));
for (const problem of problems) console.error(problem);
if (files.length === 0) console.error(`no TypeScript below ${base}: nothing was checked`);
process.exitCode = problems.length > 0 || files.length === 0 ? 1 : 0;

function problemsOf(file: string): string[] {
  return file.startsWith('web/') ? webProblemsOf(file) : programProblemsOf(file);
}

function webProblemsOf(file: string): string[] {
  const code = readCode(base, file).replace(TYPE_ONLY, '');
  return importsOf(code)
    .filter((specifier) => specifier.startsWith('.') || specifier.startsWith('node:'))
    .map((specifier) => resolveImport(base, file, specifier))
    .filter((target) => !WEB_MAY_RUN.test(target))
    .map((target) => `${file}: imports ${target}: a page may import only web and src/client, and types`);
}

function programProblemsOf(file: string): string[] {
  const code = readCode(base, file);
  const targets = importsOf(code).map((specifier) => resolveImport(base, file, specifier));
  const found = [
    ...targets.flatMap((target) => importProblem(file, target) ?? []),
    ...globalProblems(file, code),
  ];
  return found.map((problem) => `${file}: ${problem}`);
}

function importProblem(file: string, target: string): string | undefined {
  const layer = layerOf(file);
  if (/^bun(:|$)/.test(target) && !BUN_ALLOWED.test(file))
    return `imports ${target}: Bun's own APIs belong to keeper/ and the composition root`;
  if (layer === 'domain' && DOMAIN_MAY_NOT.test(target)) return `imports ${target}: the domain is pure`;
  if (target.startsWith('web/')) return `imports ${target}: the page is built apart`;
  if (!target.startsWith('src/')) return undefined;
  if (ADAPTER.test(target) && layer !== 'store' && file !== COMPOSITION_ROOT)
    return `imports the adapter ${target}: only ${COMPOSITION_ROOT} picks an adapter`;
  if (layer === undefined || layerOf(target) === layer) return undefined;
  return mayImport(layer, target)
    ? undefined
    : `imports ${target}: ${layer} may import only ${allowedFor(layer)}`;
}

function mayImport(layer: string, target: string): boolean {
  if (ROOT_FILES_FOR[layer]?.includes(target)) return true;
  const targetLayer = layerOf(target);
  return targetLayer !== undefined && (MAY_IMPORT[layer] ?? []).includes(targetLayer);
}

function allowedFor(layer: string): string {
  return [layer, ...(MAY_IMPORT[layer] ?? []), ...(ROOT_FILES_FOR[layer] ?? [])].join(', ');
}

function globalProblems(file: string, code: string): string[] {
  const text = withoutComments(code);
  const bun = BUN_ALLOWED.test(file)
    ? []
    : [...text.matchAll(/\bBun\.\w+/g)].map(
        ([name]) => `uses ${name} outside keeper/ and the composition root`,
      );
  const ambient =
    AMBIENT_FORBIDDEN.test(file) && !ADAPTER.test(file)
      ? [...text.matchAll(AMBIENT)].map(
          ([name]) => `uses ${name}: clock, ids, randomness and settings are passed in`,
        )
      : [];
  return [...bun, ...ambient];
}

/** The folder of src/ that a file is in; undefined for a file directly in src/. */
function layerOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}
