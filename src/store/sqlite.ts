export { machineClock } from './sqlite/machine-clock.ts';
export { openSqliteStore, type SqliteOptions } from './sqlite/open.ts';
export type { MachineClock } from './sqlite/time.ts';
