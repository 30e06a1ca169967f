import { version } from '../package.json';
import { run } from './surfaces/cli/run.ts';

// No close of the store and no draining of the event loop: everything has been written, and start-up time is a feature.
process.exit(await run(process.argv.slice(2), { env: process.env, now: Date.now(), version }));
