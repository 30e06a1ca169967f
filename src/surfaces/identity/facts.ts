import type { Ancestor, CallerFacts } from '../../operations/ports.ts';
import type { ProcessTable } from '../machine/process-table.ts';
import { ancestorsOf } from './ancestors.ts';
import { type Environment, hasHarnessMarker, type Session, sessionsIn } from './harness.ts';

export interface FactSources {
  readonly table: ProcessTable;
  readonly environment: Environment;
  readonly pid: number;
  /** The first process that may be the caller: the parent, or this process itself when it uses the library. */
  readonly nearest: number;
  /** A program that uses the library is never a person. */
  readonly isProgram?: boolean | undefined;
  readonly user: () => string;
  /** From a hook's payload: what the harness itself says comes before its environment. */
  readonly session?: Session | undefined;
}

/** What this process can prove about who is calling. Everything is read when asked: a token's owner reads no process. */
export function collectFacts(sources: FactSources): CallerFacts {
  const { environment, table } = sources;
  const token = environment['SHOAL_AGENT_TOKEN'] || environment['SHOAL_AGENT_KEY'] || null;
  const marker = environment['SHOAL_AGENT'] || null;
  const ancestors = lazy(() => ancestorsOf(table, sources.nearest));
  const session = lazy(() => sources.session ?? sessionOf(environment, ancestors));
  const provenHuman = lazy(() => {
    if (sources.isProgram === true) return false;
    const isMarked =
      token !== null ||
      marker !== null ||
      hasHarnessMarker(environment) ||
      sessionsIn(environment).length > 0;
    if (isMarked || sources.session !== undefined || table.read(sources.pid)?.hasTerminal !== true)
      return false;
    return ancestors().every(({ harness }) => harness === null);
  });
  return {
    token,
    marker,
    get session() {
      return session();
    },
    get ancestors() {
      return ancestors();
    },
    get provenHuman() {
      return provenHuman();
    },
    get user() {
      return sources.user();
    },
  };
}

/**
 * The session of the nearest harness. A harness started by another inherits its variables: they name the outer session,
 * so without one of its own it has none. Where a sandbox hides all harnesses, a single variable is believed.
 */
function sessionOf(environment: Environment, ancestors: () => readonly Ancestor[]): Session | null {
  const named = sessionsIn(environment);
  if (named.length === 0) return null;
  const nearest = ancestors().find(({ harness }) => harness !== null)?.harness;
  if (nearest !== undefined) return named.find(({ harness }) => harness === nearest) ?? null;
  return named.length === 1 ? (named[0] ?? null) : null;
}

function lazy<T>(make: () => T): () => T {
  let value: { readonly made: T } | undefined;
  return () => (value ??= { made: make() }).made;
}
