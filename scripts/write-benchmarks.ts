// Writes docs/benchmarks.md from the rows that the benchmarks have kept. Usage: write-benchmarks.ts ROWS.jsonl
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Row } from '../bench/support/report.ts';

const [rowsFile = ''] = process.argv.slice(2);
const rows = readFileSync(rowsFile, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row);

const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model ?? arch()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`;
const lines = rows.map(({ what, against, measured, reach, isReached }) =>
  [what, against, measured, reach, isReached ? 'yes' : '**no**']
    .map((cell) => ` ${cell.replaceAll('|', '\\|')} `)
    .join('|'),
);
const text = `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. Every ratio compares things measured in turn in the same run, so that
another machine gives other times but much the same ratios. The benchmarks are in \`bench/\`, one file each.

Measured ${new Date().toISOString().slice(0, 10)} on ${machine}; Bun ${Bun.version}, medians.

| what | against | measured | reach | reached |
|---|---|---|---|---|
${lines.map((line) => `|${line}|`).join('\n')}
`;
writeFileSync(fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url)), text);
