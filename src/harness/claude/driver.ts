import type { HarnessDriver } from '../driver.ts';
import { planClaude } from './plan.ts';
import { connectClaude } from './protocol.ts';

/** Claude Code, by its stream-json protocol. */
export const claudeDriver: HarnessDriver = {
  harness: 'claude',
  capabilities: {
    streams: true,
    asksPermission: true,
    honoursDeny: true,
    steers: true,
    interrupts: true,
    resumes: true,
    forks: true,
    reportsUsage: true,
  },
  tellsReasons: true,
  plan: planClaude,
  connect: connectClaude,
};
