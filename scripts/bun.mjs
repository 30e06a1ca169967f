// `node scripts/bun.mjs ARGS…` is `bun ARGS…` with the Bun that the lock file names.
import { ensureInstalled } from './bootstrap.mjs';
import { run } from './lib/run.mjs';

process.exitCode = run(ensureInstalled(), process.argv.slice(2));
