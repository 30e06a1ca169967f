import { ensureBuilt } from './bootstrap.mjs';
import { run } from './lib/run.mjs';

process.exitCode = run(ensureBuilt(), ['demo', ...process.argv.slice(2)]);
