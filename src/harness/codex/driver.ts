import type { HarnessDriver } from '../driver.ts';
import { planProcess } from './plan.ts';
import { connect } from './protocol.ts';

/** Codex by `codex app-server`: JSON-RPC, one message a line. */
export const codexDriver: HarnessDriver = {
  harness: 'codex',
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
  tellsReasons: false,
  plan: planProcess,
  connect,
};
