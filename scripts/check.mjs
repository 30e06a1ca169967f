// The fast gate: everything that takes about a minute.
import { ensureInstalled } from './bootstrap.mjs';
import { gates } from './lib/gates.mjs';
import { conclude, runGates, runTests } from './lib/suite.mjs';

ensureInstalled();
conclude([runGates(gates()), runTests(['src', 'web', 'test/contract'])]);
