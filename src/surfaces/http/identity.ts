import { createHash, timingSafeEqual } from 'node:crypto';
import { ShoalError } from '../../domain/errors.ts';
import type { Profile } from '../../domain/profile.ts';
import { tokenHash } from '../../operations/caller.ts';
import type { Context } from '../../operations/context.ts';
import { lastSessionOf } from '../../operations/handlers/session/find.ts';
import type { CallerFacts } from '../../operations/ports.ts';
import type { Shoal } from '../../shoal.ts';
import { createSharedReading } from './shared-reading.ts';

/** Who a request is by, from its token or its cookie alone: never from the process that serves it. */
export interface Principal {
  readonly kind: 'agent' | 'human';
  /** Agent id; null for the person. */
  readonly agent: string | null;
  /** Has left, or was ended: what it still sends is kept, and it is told nothing. */
  readonly isGone: boolean;
  readonly facts: CallerFacts;
  /** The most that it may use: by the profile of the session that it runs in; without one, everything. */
  readonly toolset: Profile['toolset'];
  /** Where the agent works; null for the workspace itself. */
  readonly directory: string | null;
}

export interface IdentityOptions {
  readonly shoal: Shoal;
  readonly humanToken: string;
  readonly user: () => string;
  /** Whether a request without a token is by the person's browser. */
  readonly isSignedIn: (request: Request) => boolean;
}

const knownMax = 1_000;

export function createIdentity(options: IdentityOptions): (request: Request) => Promise<Principal> {
  const { shoal, humanToken, user, isSignedIn } = options;
  const human = digest(humanToken);
  const nobody = { facts: factsOf(null, user), signal: new AbortController().signal };
  const read = createSharedReading(() => shoal.context(nobody));
  // Only of tokens that have named an agent. It is looked up at every request: it may be gone by now.
  const known = new Map<string, CallerFacts>();
  const person = (): Principal => {
    const facts = { ...factsOf(null, user), provenHuman: true, user: user() };
    return { kind: 'human', agent: null, isGone: false, toolset: 'all', facts, directory: null };
  };
  return async (request) => {
    const token = tokenOf(request);
    if (token === null) {
      if (isSignedIn(request)) return person();
      throw missing();
    }
    const facts = known.get(token) ?? factsOf(token, user);
    if (!known.has(token) && timingSafeEqual(digest(token), human)) return person();
    return read((view, { machine }) => {
      const agents = view.list('agent', { where: { tokenHash: tokenHash({ facts, machine }) ?? '' } });
      const agent = agents.find(({ state }) => state === 'live') ?? agents.at(-1);
      if (agent === undefined || agent.human) throw unknown();
      if (known.size >= knownMax) known.clear();
      known.set(token, facts);
      const { id, state, directory } = agent;
      const session = lastSessionOf(view, id);
      const toolset = session?.profile.toolset ?? 'all';
      return { kind: 'agent', agent: id, isGone: state === 'gone', toolset, facts, directory };
    });
  };
}

/** What an agent that has left still sends may be kept; it is told nothing. */
export function refuseGone({ isGone }: Principal): void {
  if (!isGone) return;
  throw new ShoalError('NOT_JOINED', 'The agent of this token has left or was ended.', {
    hint: 'Join again for a new one (`shoal join`).',
  });
}

/** Of `Authorization: Bearer TOKEN`, or of /mcp/TOKEN; null when there is none. */
export function tokenOf(request: Request): string | null {
  const header = request.headers.get('authorization');
  if (header !== null) return /^Bearer +(\S+)\s*$/i.exec(header)?.[1] ?? null;
  return /^\/mcp\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1] ?? null;
}

const unending = new AbortController().signal;

/** The context of one call by a principal. Most calls never ask whether they were given up: `signal` is read when they do. */
export async function contextOf(
  shoal: Shoal,
  { facts, directory }: Principal,
  call: Pick<NonNullable<Parameters<Shoal['context']>[0]>, 'needs' | 'signal' | 'afterAnswer'>,
): Promise<Context> {
  const { needs, afterAnswer } = call;
  const signal = needs === 'nothing' ? call.signal : unending;
  const context = await contextIn(shoal, directory, { needs, afterAnswer, facts, signal });
  // There is no terminal at the other end: the daemon's own, and its files, belong to whoever started it.
  const person: Context['person'] = {
    confirm: () => Promise.resolve(null),
    ask: () => Promise.resolve(null),
    edit: () => Promise.resolve(null),
  };
  const files: Context['files'] = { ...context.files, readLines: noFile, writeLines: noFile };
  if (needs !== 'nothing')
    return {
      ...context,
      person,
      files,
      get signal() {
        return call.signal ?? unending;
      },
    };
  const own = Object.getOwnPropertyDescriptors(context);
  // By descriptors: outside a workspace some of them refuse when they are read.
  return Object.defineProperties(
    {},
    { ...own, person: { value: person, enumerable: true }, files: { value: files, enumerable: true } },
  ) as Context;
}

function noFile(path: string): never {
  throw new ShoalError('NOT_ALLOWED', `${path} would be a file of the machine that serves.`, {
    hint: 'Use the command line there; an export can be read as a stream.',
  });
}

/** An agent's paths are those of its own checkout, while that is there. */
async function contextIn(
  shoal: Shoal,
  directory: string | null,
  call: NonNullable<Parameters<Shoal['context']>[0]>,
): Promise<Context> {
  if (directory === null) return shoal.context(call);
  try {
    return await shoal.context({ ...call, cwd: directory });
  } catch (error) {
    if (error instanceof ShoalError && (error.code === 'NOT_FOUND' || error.code === 'NO_WORKSPACE'))
      return shoal.context(call);
    throw error;
  }
}

function factsOf(token: string | null, user: () => string): CallerFacts {
  return {
    token,
    session: null,
    ancestors: [],
    marker: null,
    provenHuman: false,
    get user() {
      return user();
    },
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function missing(): ShoalError {
  return new ShoalError('NOT_JOINED', 'There is no token.', {
    hint: 'Send `Authorization: Bearer TOKEN`: an agent its own (SHOAL_AGENT_TOKEN), a person that in .shoal/human-token. A browser is signed in by `shoal web`.',
  });
}

function unknown(): ShoalError {
  return new ShoalError('NOT_JOINED', 'The token names nobody in this workspace.', {
    hint: 'Join again for a new one (`shoal join`), or read .shoal/human-token again.',
  });
}
