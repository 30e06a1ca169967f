// Makes dist/shoal (one executable) and dist/npm/ (the same program as plain modules, for the npm package).
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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
  ...common,
  bytecode: true,
  compile: {
    outfile: join(root, 'dist/shoal'),
    // A bunfig.toml or .env of the directory that shoal is called in must not run code or change settings in it.
    autoloadBunfig: false,
    autoloadDotenv: false,
  },
});
