import * as runner from 'node:test';

/*
 * The contract runs on Bun and on Node, so it uses the test runner and the assertions that both have. The runner
 * itself waits for the promises that it returns.
 */

export function test(name: string, prove: () => void | Promise<void>): void {
  void runner.test(name, { timeout: 60_000 }, prove);
}

export function describe(name: string, declare: () => void): void {
  void runner.describe(name, declare);
}
