import type { Capabilities, HarnessDriver } from '../../harness/driver.ts';
import type { Permission } from '../../domain/profile.ts';
import type { Lab } from './labs/lab.ts';
import type { Step } from './model/model.ts';
import type { ModelServer } from './model/serve.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

export type Capability = keyof Capabilities;

/** One thing to try: how a scripted model and a person would use the harness, and what must come of it. */
export interface Scenario {
  /** What it finds out about. What it has not said when it ends, or is cut off, is `false`. */
  readonly about: readonly Capability[];
  readonly run: (stage: Stage) => Promise<void>;
}

/** What a scenario plays on. */
export interface Stage {
  readonly lab: Lab;
  readonly driver: HarnessDriver;
  readonly world: World;
  readonly model: ModelServer;
  readonly signal: AbortSignal;
  /** What the model says from now on, one for each request; "done" when there is no more. */
  readonly script: (...steps: readonly Step[]) => void;
  /** A program of the harness that has shaken hands. */
  readonly start: (options?: StartOptions) => Promise<Session>;
  /** `why`: in what it fell short. */
  readonly found: (capability: Capability, ok: boolean, why?: string) => void;
}

export interface StartOptions {
  /** Default: full */
  readonly permission?: Permission;
  readonly resume?: string;
  readonly fork?: boolean;
}
