import type { Capabilities, HarnessDriver, ProcessPlan, SessionSpec } from '../../harness/driver.ts';

/** A driver less what the installed version was measured not to do; what was not measured stays as the driver has it. */
export function lessMeasured(driver: HarnessDriver, measured: Partial<Capabilities>): HarnessDriver {
  if (!Object.values(measured).includes(false)) return driver;
  const isLeft = (name: keyof Capabilities): boolean => driver.capabilities[name] && measured[name] !== false;
  const capabilities: Capabilities = {
    streams: isLeft('streams'),
    asksPermission: isLeft('asksPermission'),
    honoursDeny: isLeft('honoursDeny'),
    steers: isLeft('steers'),
    interrupts: isLeft('interrupts'),
    resumes: isLeft('resumes'),
    forks: isLeft('forks'),
    reportsUsage: isLeft('reportsUsage'),
  };
  return {
    harness: driver.harness,
    capabilities,
    tellsReasons: driver.tellsReasons,
    plan: (spec) => withWarnings(driver.plan(spec), spec, capabilities),
    connect: (spec, sink, snapshot) => {
      const protocol = driver.connect(spec, sink, snapshot);
      if (capabilities.steers) return protocol;
      return { ...protocol, canSend: () => (protocol.canSend() === 'idle' ? 'idle' : 'no') };
    },
  };
}

/** A permission that would not hold is said where the session begins. */
function withWarnings(plan: ProcessPlan, { profile }: SessionSpec, can: Capabilities): ProcessPlan {
  if (profile.permission === 'full' || (can.asksPermission && can.honoursDeny)) return plan;
  const what = can.asksPermission ? 'does what it was refused' : 'does not ask before it acts';
  const warning = `permission ${profile.permission}: the installed ${profile.harness} was measured, and ${what}.`;
  return { ...plan, untaken: [...plan.untaken, warning] };
}
