import type { Context as Exchange } from 'hono';
import { ShoalError } from '../../../domain/errors.ts';
import type { Inputs, Outputs } from '../../../operations/handlers.generated.ts';
import { operationNamed, type OperationName } from '../../../operations/manifest.ts';
import type { Afterwards } from '../answer.ts';
import type { Env } from '../env.ts';
import type { Calls } from '../call.ts';
import type { Principal } from '../identity.ts';
import { asText } from './shapes.ts';

type Body = Record<string, unknown>;
export type Answer = readonly [status: 200 | 201, body: unknown, headers?: Readonly<Record<string, string>>];
/** One request, and what may be done for it. */
export interface Asked {
  readonly body: Body;
  readonly query: (name: string) => string | undefined;
  readonly param: (name: string) => string;
  readonly principal: Principal;
  readonly run: <N extends OperationName>(
    name: N,
    input: Inputs[N] | Body,
    as?: Principal,
  ) => Promise<Outputs[N]>;
  /** Throws unless the agent that is named is the caller. */
  readonly own: (name: unknown) => Promise<void>;
}

/** Adds a route; a parameter of the query that is not among `queries` is refused. */
export type Serve = (
  method: string,
  path: string,
  answer: (asked: Asked) => Promise<Answer>,
  queries?: readonly string[],
) => void;

export function askedIn(c: Exchange<Env>, body: Body, calls: Calls, afterwards: Afterwards): Asked {
  const principal = c.get('principal');
  const run = async (name: OperationName, input: Body, as = principal) =>
    calls.value({ operation: operationNamed(name), input, principal: as, request: c.req.raw }, afterwards);
  return {
    body,
    principal,
    query: (name) => c.req.query(name),
    param: (name) => c.req.param(name) ?? '',
    run: run as Asked['run'], // the table gives what its types say
    async own(name) {
      if (name === undefined) return;
      const self = (await run('agent.whoami', {})) as Outputs['agent.whoami']; // as the table says
      const asked = asText(name) ?? '';
      if (asked === self.id || asked.toLowerCase() === self.name.toLowerCase()) return;
      throw new ShoalError('NOT_ALLOWED', `The token is ${self.name}'s, not ${asked.slice(0, 64)}'s.`, {
        hint: 'Name the agent that the token belongs to.',
      });
    },
  };
}

export function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** null when there is nothing to do. */
export async function unlessNothing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'NOTHING_TO_DO') return null;
    throw error;
  }
}
