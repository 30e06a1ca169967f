// Runs each benchmark (bench/NAME.bench.ts), or those whose names are given, one after the other.
import { ensureBuilt } from './bootstrap.mjs';
import { executable, filesBelow, findBun } from './lib/project.mjs';
import { run } from './lib/run.mjs';

ensureBuilt();
const { NODE_EXTRA_CA_CERTS: _unused, ...env } = process.env;
const wanted = process.argv.slice(2);
const files = filesBelow('bench')
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));
if (files.length === 0) console.error(`no benchmark matches ${wanted.join(' ') || 'bench/*.bench.ts'}`);
const codes = files.map((file) => run(findBun(), [file], { env: { ...env, SHOAL_BIN: executable } }));
process.exitCode = files.length === 0 || codes.some((code) => code !== 0) ? 1 : 0;
