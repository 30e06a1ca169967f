// What the in-process tests reach. Tests of the built program (e2e, fault, real) do not show here.
import { ensureInstalled } from './bootstrap.mjs';
import { conclude, runTests } from './lib/suite.mjs';

ensureInstalled();
const args = [
  '--coverage',
  '--coverage-reporter=text',
  '--coverage-reporter=lcov',
  '--coverage-dir=coverage',
];
conclude([runTests(['src', 'web', 'test/contract', 'test/model'], { args })]);
