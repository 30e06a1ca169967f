// Runs gates and groups of tests, counts, and says what failed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow, findBun, root } from './project.mjs';
import { capture, run } from './run.mjs';

const TEST_FILE = /\.test\.tsx?$/;
/** The limit of a test that sets none: a loaded machine is no failure. */
const TIMEOUT_ARGS = ['--timeout', '60000'];

/** Runs every gate; a failed one counts as one failure, a passed one is no test. */
export function runGates(gates) {
  const failures = gates.flatMap(([name, program, args]) => failuresOf(name, program, args));
  return { passed: 0, failed: failures.length, skipped: 0, failures };
}

function failuresOf(name, program, args) {
  const startedAt = performance.now();
  const { code, output } = capture(program, args);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (code === 0) return [];
  console.log(output.trimEnd());
  return [{ name: `gate: ${name}`, message: output.trim() }];
}

/** A test file in none of the folders would never run, and nobody would miss it: that ends the run. */
export function requireAll(folders, base = root) {
  const isIn = (file) => folders.some((folder) => file.startsWith(`${folder}/`));
  const everywhere = ['src', 'web', 'test', 'scripts', 'bench'].flatMap((folder) => filesBelow(folder, base));
  const left = everywhere.filter((file) => TEST_FILE.test(file) && !isIn(file));
  if (left.length > 0) throw new Error(`These tests are in no group of scripts/test.mjs: ${left.join(', ')}`);
}

/** Runs `bun test` on the test files below the folders. A group that crashes counts as a failure, one without tests as empty. */
export function runTests(folders, { base = root, args = [], env = {} } = {}) {
  const files = folders.flatMap((folder) => filesBelow(folder, base)).filter((file) => TEST_FILE.test(file));
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0, failures: [] };
  const scratch = mkdtempSync(join(tmpdir(), 'shoal-junit-'));
  const report = join(scratch, 'report.xml');
  try {
    console.log(`\n${folders.join(', ')}: ${files.length} test files`);
    const reporter = ['--reporter=junit', `--reporter-outfile=${report}`];
    const paths = files.map((file) => `./${file}`);
    const { NODE_EXTRA_CA_CERTS: _unused, ...inherited } = process.env;
    const code = run(findBun(), ['test', ...TIMEOUT_ARGS, ...reporter, ...args, ...paths], {
      cwd: base,
      env: { ...inherited, ...env },
    });
    return verdict({ code, report, folders, files });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function verdict({ code, report, folders, files }) {
  const counts = readCounts(report);
  const failures = failuresIn(report);
  const lost = code === 0 ? [] : lostIn(report, files);
  for (const file of lost)
    failures.push({ name: file, message: 'it ran no test: what it said stands above' });
  const isCrash = code !== 0 && counts.failed + lost.length === 0;
  if (isCrash)
    failures.push({
      name: folders.join(', '),
      message: `ended with exit code ${code} and without a failed test`,
    });
  for (const name of skippedIn(report)) console.log(`SKIPPED: ${name}`);
  return { ...counts, failed: counts.failed + lost.length + (isCrash ? 1 : 0), failures };
}

/** Files that could not be loaded: a report says nothing of them. */
function lostIn(report, files) {
  const text = readReport(report);
  return text === '' ? [] : files.filter((file) => !text.includes(` file="${file}"`));
}

/** Their names, as they stand in the report. */
function skippedIn(report) {
  const cases = readReport(report).matchAll(/<testcase\b([^>]*[^/])>\s*<skipped\b/g);
  return [...cases].map(([, attributes]) => attribute(attributes, 'name'));
}

/** Of every failed test its file, its name and what was wrong. */
function failuresIn(report) {
  const cases = readReport(report).matchAll(/<testcase\b([^>]*[^/])>\s*<(?:failure|error)\b([^>]*)>/g);
  return [...cases].map(([, test, failure]) => ({
    name: `${attribute(test, 'file')} > ${attribute(test, 'name')}`,
    message: attribute(failure, 'message'),
  }));
}

function attribute(attributes, name) {
  return unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
}

const entities = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#10;': '\n',
};

function unescaped(text) {
  return text.replace(/&(?:amp|lt|gt|quot|apos|#39|#10);/g, (entity) => entities[entity]);
}

/** The first line of a report holds its totals; no report means that the runner died. */
function readCounts(report) {
  const totals = /<testsuites\b[^>]*>/.exec(readReport(report))?.[0];
  if (totals === undefined) return { passed: 0, failed: 0, skipped: 0 };
  const number = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(totals)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  return { passed: number('tests') - failed - number('skipped'), failed, skipped: number('skipped') };
}

function readReport(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Prints what failed and the one line that CI reads, and sets the exit code. No test executed is a failure. */
export function conclude(results) {
  const sum = (name) => results.reduce((total, result) => total + result[name], 0);
  const counts = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
  if (counts.passed + counts.failed === 0) {
    console.log('no test was executed: counted as a failure');
    counts.failed = 1;
  }
  printFailures(results.flatMap((result) => result.failures));
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

/** Of a log often only the end is read, or kept: this much of it names all that failed. The whole of each stands above. */
const SUMMARY_MAX = 3_500;
const NAME_MAX = 200;
const MESSAGE_MAX = 600;
/** Shorter, a message says nothing. */
const MESSAGE_MIN = 80;

function printFailures(failures) {
  if (failures.length === 0) return;
  console.log('');
  const names = failures.map(({ name }, at) => `FAILED ${at + 1}: ${cut(name, NAME_MAX)}`).join('\n');
  console.log(names);
  const share = Math.floor((SUMMARY_MAX - names.length) / failures.length);
  if (share < MESSAGE_MIN) return;
  failures.forEach(({ message }, at) => {
    if (message !== '') console.log(`\n${at + 1}. ${cut(message, Math.min(MESSAGE_MAX, share))}`);
  });
}

/** Of what is too long most of its start and some of its end. */
function cut(text, max) {
  if (text.length <= max) return text;
  const end = Math.floor(max / 4);
  return `${text.slice(0, max - end)} … ${text.slice(-end)}`;
}
