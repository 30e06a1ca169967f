// Makes dist/shoal (one executable) and dist/npm/ (the same program as plain modules, for the npm package; and the client).
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clientTypes } from '../build/client-types.ts';
import { compileFlags } from './lib/compile-flags.ts';
import { root } from './lib/project.mjs';

const common: Pick<Bun.BuildConfig, 'entrypoints' | 'target' | 'format' | 'minify' | 'splitting'> = {
  entrypoints: [join(root, 'src/main.ts')],
  target: 'bun',
  format: 'esm',
  minify: true,
  splitting: true,
};

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
// By the command line, because only it takes a JIT policy: a command ends before machine code for it would pay.
const compiled = Bun.spawnSync(
  [process.execPath, 'build', ...common.entrypoints, ...compileFlags, '--outfile', join(root, 'dist/shoal')],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
process.exitCode = compiled.exitCode;
