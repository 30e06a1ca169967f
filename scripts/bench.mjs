// Runs each benchmark (bench/NAME.bench.ts), or those whose names are given, one after the other.
// With --write all of them, and their results become docs/benchmarks.md. With --quick those that go on for minutes are cut short.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './bootstrap.mjs';
import { executable, filesBelow, findBun } from './lib/project.mjs';
import { run } from './lib/run.mjs';

ensureBuilt();
const { NODE_EXTRA_CA_CERTS: _unused, ...env } = process.env;
const args = process.argv.slice(2);
const isWriting = args.includes('--write');
const quick = args.includes('--quick') ? { SHOAL_BENCH_QUICK: '1' } : {};
const wanted = isWriting ? [] : args.filter((word) => word !== '--quick');
const files = filesBelow('bench')
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));
if (files.length === 0) console.error(`no benchmark matches ${wanted.join(' ') || 'bench/*.bench.ts'}`);

const scratch = mkdtempSync(join(tmpdir(), 'shoal-bench-'));
const results = join(scratch, 'rows.jsonl');
const codes = files.map((file) => {
  console.log(file);
  return run(findBun(), [file], {
    env: { ...env, SHOAL_BIN: executable, SHOAL_BENCH_RESULTS: results, ...quick },
  });
});
if (isWriting && existsSync(results)) codes.push(run(findBun(), ['scripts/write-benchmarks.ts', results]));
rmSync(scratch, { recursive: true });
process.exitCode = files.length === 0 || codes.some((code) => code !== 0) ? 1 : 0;
