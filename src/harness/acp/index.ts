import type { HarnessDriver } from '../driver.ts';
import type { Dialect } from './dialect.ts';
import { copilot } from './dialects/copilot.ts';
import { gemini } from './dialects/gemini.ts';
import { opencode } from './dialects/opencode.ts';
import { other } from './dialects/other.ts';
import { createProtocol } from './protocol.ts';

export const geminiDriver: HarnessDriver = driverOf(gemini);
export const opencodeDriver: HarnessDriver = driverOf(opencode);
export const copilotDriver: HarnessDriver = driverOf(copilot);
/** Any agent that speaks ACP, by the profile's own command. */
export const acpDriver: HarnessDriver = driverOf(other);

function driverOf(dialect: Dialect): HarnessDriver {
  return {
    harness: dialect.harness,
    capabilities: dialect.capabilities,
    plan: (spec) => dialect.plan(spec),
    connect: (spec, sink, snapshot) => createProtocol(dialect, spec, sink, snapshot),
  };
}
