import { ShoalError } from '../domain/errors.ts';
import type { HarnessKind } from '../domain/profile.ts';
import { acpDriver, copilotDriver, geminiDriver, opencodeDriver } from './acp/index.ts';
import { claudeDriver } from './claude/driver.ts';
import { codexDriver } from './codex/driver.ts';
import { commandDriver } from './command/driver.ts';
import type { HarnessDriver } from './driver.ts';

const drivers: readonly HarnessDriver[] = [
  claudeDriver,
  codexDriver,
  geminiDriver,
  opencodeDriver,
  copilotDriver,
  acpDriver,
  commandDriver,
];

/** The driver that speaks a harness's protocol. */
export function driverFor(harness: HarnessKind): HarnessDriver {
  const driver = drivers.find((candidate) => candidate.harness === harness);
  if (driver === undefined) throw new ShoalError('INTERNAL', `no driver speaks ${harness}`);
  return driver;
}
