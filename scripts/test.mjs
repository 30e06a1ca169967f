// All that CI runs: the gates, then every group of tests on a fresh build. Ends with one line that counts.
import { ensureBuilt } from './bootstrap.mjs';
import { gates } from './lib/gates.mjs';
import { conclude, requireAll, runGates, runTests } from './lib/suite.mjs';

const GROUPS = [
  ['src', 'web', 'test/contract', 'test/gates', 'test/harness'],
  ['test/model'],
  ['test/e2e'],
  ['test/fault'],
  ['test/web'],
];
const REAL = ['test/real'];

requireAll([...GROUPS, REAL].flat());
const shoal = ensureBuilt();
const isRealSkipped = process.env.SHOAL_SKIP_REAL === '1';
const groups = isRealSkipped ? GROUPS : [...GROUPS, REAL];
const results = [
  runGates(gates()),
  ...groups.map((folders) => runTests(folders, { env: { SHOAL_BIN: shoal } })),
];
if (isRealSkipped)
  console.log('\nSKIPPED: test/real, the real agents (SHOAL_SKIP_REAL=1). This run says nothing about them.');
conclude(results);
