import type { HarnessDriver } from '../driver.ts';
import type { Dialect } from './dialect.ts';
import { copilotDialect } from './dialects/copilot.ts';
import { geminiDialect } from './dialects/gemini.ts';
import { opencodeDialect } from './dialects/opencode.ts';
import { otherDialect } from './dialects/other.ts';
import { createProtocol } from './protocol.ts';

export const geminiDriver: HarnessDriver = driverOf(geminiDialect);
export const opencodeDriver: HarnessDriver = driverOf(opencodeDialect);
export const copilotDriver: HarnessDriver = driverOf(copilotDialect);
/** Any agent that speaks ACP, by the profile's own command. */
export const acpDriver: HarnessDriver = driverOf(otherDialect);

function driverOf(dialect: Dialect): HarnessDriver {
  return {
    harness: dialect.harness,
    capabilities: dialect.capabilities,
    tellsReasons: false,
    plan: (spec) => dialect.plan(spec),
    connect: (spec, sink, snapshot) => createProtocol(dialect, spec, sink, snapshot),
  };
}
