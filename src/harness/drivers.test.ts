import { expect, test } from 'bun:test';
import { harnessKinds } from '../domain/profile.ts';
import { driverFor } from './drivers.ts';

for (const harness of harnessKinds)
  test(`${harness} has a driver of its own`, () => {
    expect(driverFor(harness).harness).toBe(harness);
  });
