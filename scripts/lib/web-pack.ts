// Makes dist/web.pack: the dashboard's files with their compressed forms, as the daemon serves them.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { packed, type WebFile } from '../../src/surfaces/web/pack.ts';
import { modifiedAt, root } from './project.mjs';
import { bundleWeb } from './web-bundle.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};
const compressed: ReadonlySet<string> = new Set(['.js', '.css', '.svg', '.webmanifest', '.txt']);
/** Compressed files by the hash of what they were: brotli at its best takes longer than all else of a build. */
const cache = join(root, 'node_modules/.cache/shoal-web');
const keptMs = 60 * 60_000;

export async function packWeb(target: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const bundle = await bundleWeb(join(root, 'web'));
  const files = await Promise.all([...bundle].map(([path, bytes]) => webFile(path, bytes)));
  forgetOthers(new Set(files.map(({ etag }) => hashIn(etag))));
  // Whole or not at all: somebody may be reading it.
  const draft = `${target}.${process.pid}`;
  await Bun.write(draft, packed(files));
  renameSync(draft, target);
}

async function webFile(path: string, identity: Uint8Array): Promise<WebFile> {
  const ending = extname(path);
  const type = types[ending];
  if (type === undefined) throw new Error(`${path}: the type of ${ending} is not known`);
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  const file = { path, type, etag: `"${hash}"` };
  if (!compressed.has(ending)) return { ...file, forms: { identity } };
  const [br, gz] = await Promise.all([
    cached(`${hash}.br`, () => brotli(identity)),
    cached(`${hash}.gz`, () => gzipped(identity)),
  ]);
  return { ...file, forms: { identity, br, gzip: gz } };
}

/** Another build may go on beside this one: what it has just made stays. */
function forgetOthers(used: ReadonlySet<string>): void {
  const others = readdirSync(cache).filter((name) => !used.has(name.split('.')[0] ?? ''));
  for (const name of others) {
    const file = join(cache, name);
    if (Date.now() - modifiedAt(file) > keptMs) rmSync(file, { force: true });
  }
}

function hashIn(etag: string): string {
  return etag.slice(1, -1);
}

async function cached(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const file = join(cache, name);
  if (existsSync(file)) return readFileSync(file);
  const bytes = await make();
  const draft = join(cache, `.${process.pid}.${name}`);
  writeFileSync(draft, bytes);
  renameSync(draft, file);
  return bytes;
}

function brotli(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  return promisify(gzip)(bytes, { level: 9 });
}
