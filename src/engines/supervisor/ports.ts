import type { HarnessKind } from '../../domain/profile.ts';
import type { HarnessDriver, ProcessPlan, SessionSpec } from '../../harness/driver.ts';
import type { Keeper } from '../../keeper/keeper.ts';
import type { SpawnOrder } from '../../keeper/protocol.ts';
import type { Processes } from '../../operations/ports.ts';
import type { ByKind, PortableStore } from '../../store/port.ts';
import type { StoreParts } from './store-step.ts';

/** What a session's supervision stands on; unit tests give a keeper and drivers of their own. */
export interface SupervisorPorts {
  readonly store: PortableStore;
  readonly stateDir: string;
  /** The keeper, connected; made anew when it was lost. */
  keeper(): Promise<Keeper>;
  driverFor(harness: HarnessKind): HarnessDriver;
  /** How a session's program is started here. Throws ShoalError when it cannot be. */
  launch(session: ByKind<'session'>, agent: ByKind<'agent'>): Promise<Launch>;
  readonly parts: StoreParts;
  readonly processes: Processes;
  readonly log: Log;
  newSessionId(): string;
}

export interface Launch {
  readonly spec: Omit<SessionSpec, 'resume' | 'fork' | 'sessionId'>;
  /** The order for what the driver planned. */
  order(child: string, plan: ProcessPlan): SpawnOrder;
  /** Values that no transcript may show. */
  readonly secrets: readonly string[];
}

interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
