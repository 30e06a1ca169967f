import type { HarnessKind } from '../domain/profile.ts';
import { acpDriver, copilotDriver, geminiDriver, opencodeDriver } from './acp/index.ts';
import { claudeDriver } from './claude/driver.ts';
import { codexDriver } from './codex/driver.ts';
import { commandDriver } from './command/driver.ts';
import type { HarnessDriver } from './driver.ts';

const drivers: Readonly<Record<HarnessKind, HarnessDriver>> = {
  claude: claudeDriver,
  codex: codexDriver,
  gemini: geminiDriver,
  opencode: opencodeDriver,
  copilot: copilotDriver,
  acp: acpDriver,
  command: commandDriver,
};

/** The driver that speaks a harness's protocol. */
export function driverFor(harness: HarnessKind): HarnessDriver {
  return drivers[harness];
}
