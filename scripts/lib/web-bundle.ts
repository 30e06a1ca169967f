// Bundles web/ for browsers: what is served, by its path.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { filesBelow } from './project.mjs';

/** Path at which it is served → its bytes. Names below /assets/ hold a hash of their content. */
export type Bundle = Map<string, Uint8Array>;

type Outputs = Bun.BuildMetafile['outputs'];

/** Replaced in every page that is sent by a nonce of its own. */
const noncePlaceholder = '%NONCE%';

export async function bundleWeb(folder: string): Promise<Bundle> {
  const bundle: Bundle = new Map();
  const { outputs, metafile } = await Bun.build({
    entrypoints: [join(folder, 'main.tsx')],
    target: 'browser',
    format: 'esm',
    minify: true,
    splitting: true,
    metafile: true,
    publicPath: '/assets/',
    naming: { entry: '[name]-[hash].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [fontsAsFiles(bundle)],
  });
  if (metafile === undefined) throw new Error('the bundler gave no metafile');
  const [script, entry] = entryOf(metafile.outputs);
  const style = wholeStyle(metafile.outputs, entry.cssBundle);
  for (const output of outputs) {
    const name = basename(output.path);
    if (name.endsWith('.css') && name !== style) continue; // is in the entry's, too
    bundle.set(`/assets/${name}`, new Uint8Array(await output.arrayBuffer()));
  }
  for (const file of filesBelow('public', folder))
    bundle.set(`/${file.slice('public/'.length)}`, readFileSync(join(folder, file)));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const preloads = staticallyImported(metafile.outputs, script);
  bundle.set('/index.html', Buffer.from(withAssets(page, script, style, preloads)));
  return bundle;
}

/** Bun writes small fonts into the style sheet, which the Content-Security-Policy forbids, and nobody waits for. */
function fontsAsFiles(bundle: Bundle): Bun.BunPlugin {
  return {
    name: 'fonts as files',
    setup(build) {
      build.onResolve({ filter: /\.woff2$/ }, ({ path, resolveDir }) => {
        const file = Bun.resolveSync(path, resolveDir);
        const bytes = readFileSync(file);
        const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
        const served = `/assets/${basename(file, extname(file))}-${hash}.woff2`;
        bundle.set(served, bytes);
        return { path: served, external: true };
      });
    },
  };
}

function entryOf(outputs: Outputs): readonly [name: string, output: Outputs[string]] {
  const found = Object.entries(outputs).find(
    ([name, { entryPoint }]) => name.endsWith('.js') && entryPoint?.endsWith('main.tsx') === true,
  );
  if (found === undefined) throw new Error('the bundle has no entry');
  return [basename(found[0]), found[1]];
}

/** Nothing loads the style sheet of a part that is loaded later: the entry's must hold them all. */
function wholeStyle(outputs: Outputs, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const held = outputs[name]?.inputs ?? {};
  const sheets = Object.values(outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((input) => input.endsWith('.css')),
  );
  const left = sheets.find((input) => !Object.hasOwn(held, input));
  if (left !== undefined) throw new Error(`${left} is not in the style sheet of the entry`);
  return basename(name);
}

function staticallyImported(outputs: Outputs, entry: string): readonly string[] {
  const byName = new Map(Object.entries(outputs).map(([name, output]) => [basename(name), output]));
  const reached = new Set<string>();
  const visit = (name: string): void => {
    for (const { path, kind } of byName.get(name)?.imports ?? []) {
      const imported = basename(path);
      if (kind !== 'import-statement' || reached.has(imported)) continue;
      reached.add(imported);
      visit(imported);
    }
  };
  visit(entry);
  return [...reached];
}

function withAssets(
  page: string,
  script: string,
  style: string | undefined,
  preloads: readonly string[],
): string {
  const lines = [
    `<meta name="csp-nonce" property="csp-nonce" content="${noncePlaceholder}" nonce="${noncePlaceholder}">`,
    ...(style === undefined ? [] : [`<link rel="stylesheet" href="/assets/${style}">`]),
    ...preloads.map((name) => `<link rel="modulepreload" href="/assets/${name}">`),
    `<script type="module" src="/assets/${script}"></script>`,
  ];
  if (!page.includes('</head>')) throw new Error('web/index.html has no </head>');
  return page.replace('</head>', `${lines.join('\n    ')}\n  </head>`);
}
