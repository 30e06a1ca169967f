import type { Evidence } from '../../src/domain/agent.ts';
import type { Context } from '../../src/operations/context.ts';
import type {
  Ancestor,
  CallerFacts,
  Config,
  ConfigFile,
  Daemon,
  DaemonStatus,
  Harnesses,
  Transcripts,
} from '../../src/operations/ports.ts';
import { defaultSettings, type Settings } from '../../src/operations/settings.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { PortableStore } from '../../src/store/port.ts';

/** A workspace in this process: a store, a clock set by hand, and processes whose fate the test decides. */
export interface World {
  readonly store: PortableStore;
  readonly clock: { now: number };
  /** What the process table says, by pid; a process not named is alive. */
  readonly evidence: Map<number, Evidence>;
  /** The context of a caller who stands in the process with this pid: an agent once it has joined. */
  as(pid: number): Context;
  /** A person at a terminal. */
  person(user?: string): Context;
  /** Nobody in particular: a script that never joined. */
  nobody(): Context;
  tick(ms: number): void;
}

export interface WorldOptions {
  readonly settings?: Partial<Settings>;
  readonly config?: ConfigFile;
  /** Default: nobody has said anything. */
  readonly transcripts?: Transcripts;
  /** Default: a memory store on the world's clock. */
  readonly openStore?: (now: () => number) => PortableStore;
}

const nobodyFacts: CallerFacts = {
  token: null,
  session: null,
  ancestors: [],
  marker: null,
  provenHuman: false,
  user: 'pat',
};

/** A workspace without shoal.yaml. */
export const emptyConfig: Config = {
  file: '/w/shoal.yaml',
  exists: false,
  profiles: {},
  written: [],
  defaultProfile: null,
  defaultPipeline: null,
  registry: null,
  queues: {},
  policies: [],
  budgets: { workspace: null, queues: {}, profiles: {} },
  serve: { host: '127.0.0.1', port: 8_000, logLevel: 'info' },
  problems: [],
};

export const noConfig: ConfigFile = {
  read: () => emptyConfig,
  edit: () => Promise.reject(new Error('this test edits no configuration')),
  explain: () => absent('explain'),
  parse: () => absent('parse'),
  schema: () => ({}),
  text: () => null,
  check: () => [],
  write: () => Promise.reject(new Error('this test edits no configuration')),
  limits: () => absent('limits'),
  limit: () => Promise.reject(new Error('this test edits no configuration')),
};

const noTranscripts: Transcripts = {
  newestFirst: () => [],
  follow: () => absent('transcripts'),
};

/** Any program is there; nothing else can be asked. */
const allInstalled: Harnesses = Object.setPrototypeOf({ has: () => true }, absent('harnesses'));

export function createWorld(options: WorldOptions = {}): World {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const evidence = new Map<number, Evidence>();
  const store = (options.openStore ?? ((now) => createMemoryStore({ now })))(() => clock.now);
  const settings = { ...defaultSettings, ...options.settings };
  const context = (facts: CallerFacts): Context => ({
    store,
    settings,
    facts,
    place: { root: '/w', stateDir: '/w/.shoal', cwd: '/w', repo: '/w', tree: '/w' },
    machine: {
      evidence: ({ pid }) => evidence.get(pid) ?? 'alive',
      randomHex: (bytes) => crypto.getRandomValues(Buffer.alloc(bytes)).toString('hex'),
      sha256: (text) => new Bun.CryptoHasher('sha256').update(text).digest('hex'),
      hostname: 'test',
    },
    paths: { resolve: (text) => ({ tree: '/w', path: text }) },
    files: absent('files'),
    processes: absent('processes'),
    launcher: absent('launcher'),
    person: absent('person'),
    harnesses: allInstalled,
    harnessProbe: () => Promise.resolve({ stored: () => [], measure: () => Promise.resolve([]) }),
    daemon: () => Promise.resolve(serving),
    pipelines: () => Promise.resolve(absent('pipelines')),
    config: () => Promise.resolve(options.config ?? noConfig),
    transcripts: () => Promise.resolve(options.transcripts ?? noTranscripts),
    workTrees: () => Promise.resolve(absent('workTrees')),
    agentTokens: () => Promise.resolve((agent) => `token-of-${agent}`),
    signal: new AbortController().signal,
  });
  return {
    store,
    clock,
    evidence,
    as: (pid) => context({ ...nobodyFacts, ancestors: [ancestor(pid)] }),
    person: (user = 'pat') => context({ ...nobodyFacts, provenHuman: true, user }),
    nobody: () => context(nobodyFacts),
    tick: (ms) => {
      clock.now += ms;
    },
  };
}

function ancestor(pid: number): Ancestor {
  return {
    process: { bootId: 'boot', pidNamespace: 'ns', pid, startTime: String(pid) },
    command: ['agent'],
    oneShot: false,
    harness: null,
  };
}

const status: DaemonStatus = { pid: 1, version: '0.0.0', socket: '/run/test.sock', url: null, startedAt: 0 };

/** It is there, and does nothing. */
const serving: Daemon = {
  status: () => Promise.resolve({ ...status, answers: true }),
  ensure: () => Promise.resolve(status),
  stop: () => Promise.resolve(true),
};

/** A port that an in-process test has no use for: touching it is a mistake of the test. */
function absent<T extends object>(port: string): T {
  return new Proxy({} as T, {
    get: (_target, name) => {
      throw new Error(`the test world has no ${port}.${String(name)}`);
    },
  });
}
