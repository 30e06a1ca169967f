// Makes dist/web.pack (the dashboard), dist/shoal (one executable that holds it) and dist/npm/ (the same as plain modules,
// for the npm package; and the client). With --watch only dist/web.pack, again at each change of web/: what
// `npm run dev serve` serves.
import { copyFile, rm, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { clientTypes } from '../build/client-types.ts';
import { compileFlags } from './lib/compile-flags.ts';
import { root } from './lib/project.mjs';
import { packWeb } from './lib/web-pack.ts';

const common: Pick<Bun.BuildConfig, 'entrypoints' | 'target' | 'format' | 'minify' | 'splitting'> = {
  entrypoints: [join(root, 'src/main.ts')],
  target: 'bun',
  format: 'esm',
  minify: true,
  splitting: true,
};

const webPack = join(root, 'dist/web.pack');
if (process.argv.includes('--watch')) await packAtEachChange();
await packWeb(webPack);
await rm(join(root, 'dist/npm'), { recursive: true, force: true });
await Bun.build({ ...common, outdir: join(root, 'dist/npm') });
await Bun.build({
  entrypoints: [join(root, 'src/client/index.ts')],
  target: 'browser',
  format: 'esm',
  minify: true,
  outdir: join(root, 'dist/npm'),
  naming: 'client.js',
});
await Bun.write(join(root, 'dist/npm/client.d.ts'), clientTypes());
await copyFile(webPack, join(root, 'dist/npm/web.pack'));
// By the command line, because only it takes a JIT policy: a command ends before machine code for it would pay.
const embedding = [webPack, '--loader=.pack:file', '--asset-naming=[name].[ext]'];
const files = [...common.entrypoints, ...embedding, '--outfile', join(root, 'dist/shoal')];
const compiled = Bun.spawnSync([process.execPath, 'build', ...compileFlags, ...files], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.exitCode = compiled.exitCode;

async function packAtEachChange(): Promise<never> {
  const changes = watch(join(root, 'web'), { recursive: true });
  for (;;) {
    await packWeb(webPack).then(
      () => console.log('dist/web.pack is up to date'),
      (error: unknown) => console.error(error),
    );
    await changes[Symbol.asyncIterator]().next();
  }
}
