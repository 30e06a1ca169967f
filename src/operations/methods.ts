import type { Inputs, Outputs } from './handlers.generated.ts';
import type { OperationName } from './manifest.ts';

type Noun<N> = N extends `${infer Found}.${string}` ? Found : never;
type Camel<T extends string> = T extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : T;
type Verb<N> = N extends `${string}.${infer Found}` ? Camel<Found> : never;
type Answer<N extends OperationName> =
  Outputs[N] extends AsyncIterable<infer T> ? AsyncIterable<T> : Promise<Outputs[N]>;
/** The input may be left out when every field of it may. */
type Method<N extends OperationName> =
  Record<never, never> extends Inputs[N] ? (input?: Inputs[N]) => Answer<N> : (input: Inputs[N]) => Answer<N>;

/** Every operation as a method: `task.claim` is `shoal.task.claim(input)`, `leader.step-down` is `shoal.leader.stepDown()`. */
export type Operations = {
  readonly [Q in Noun<OperationName>]: {
    readonly [N in OperationName as N extends `${Q}.${string}` ? Verb<N> : never]: Method<N>;
  };
};
