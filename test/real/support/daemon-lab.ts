import { join } from 'node:path';
import { labs } from '../../../src/engines/probe/labs/index.ts';
import type { Lab } from '../../../src/engines/probe/labs/lab.ts';
import { writeFiles } from '../../../src/engines/probe/world.ts';
import type { CallerFacts } from '../../../src/operations/ports.ts';
import { openShoal } from '../../../src/shoal.ts';
import type { ByKind, View } from '../../../src/store/port.ts';
import { atTerminal } from '../../support/person.ts';
import type { Harness, HarnessName } from './harness.ts';
import { ensureInstalled } from './install.ts';
import { startMcpServer, type LabMcpServer } from './mcp-server.ts';
import { startModelServer, type ModelServer } from './model-server.ts';
import { type Follower, follow } from './follow.ts';
import type { ModelRequest } from './protocols/protocol.ts';
import { play, type Scenes } from './scenes.ts';
import { createShoalWorld, type ShoalWorld } from './workspace.ts';

/**
 * A real CLI that the built program runs, in a world of its own: a workspace, an empty HOME, a model that says what its
 * scenes have.
 */
export interface DaemonLab extends AsyncDisposable {
  readonly world: ShoalWorld;
  readonly server: ModelServer;
  /** An MCP server that stands in the project's own configuration, with the one tool `ping`. */
  readonly foreign: LabMcpServer;
  /** What a person at a terminal types; throws when it fails. */
  person(...args: readonly string[]): Promise<string>;
  /** What the agent `lead` types, which is no harness; parsed. */
  lead<T = Record<string, unknown>>(...args: readonly string[]): Promise<T>;
  /** Starts an agent, as a person does, and gives its session. */
  start(profile: string, name: string, text: string): Promise<ByKind<'session'>>;
  /** Sends a message of the lead, and gives its id. */
  tell(name: string, text: string, ...flags: readonly string[]): Promise<string>;
  /** Resolves once it holds in the store; rejects after a minute with what there was. */
  until<T>(look: (view: View) => T | undefined | false): Promise<T>;
  untilSession(id: string, isSo: (session: ByKind<'session'>) => boolean): Promise<ByKind<'session'>>;
  /** Resolves with the session after so many turns. */
  untilTurns(id: string, turns: number): Promise<ByKind<'session'>>;
  untilSeen(message: string): Promise<void>;
  /** Resolves with what waits for a decision, once something does. */
  request(): Promise<ByKind<'request'>>;
  /** Resolves with the n-th request of a scene to the model, counted from 1. */
  asked(scene: string, nth?: number): Promise<string>;
  /** How often the model was asked in a scene. */
  timesAsked(scene: string): number;
  follow(name: string): Follower;
  /** What another terminal sees of the project; null where there is no such file. */
  fileText(path: string): Promise<string | null>;
  /** A named pipe in the repository: who reads it waits until somebody lets a word through. */
  gate(path: string): Promise<Gate>;
  /** As the system does it when it is out of memory. Resolves when they are gone. */
  kill(...pids: readonly number[]): Promise<void>;
  daemonPid(): Promise<number>;
  serve(): Promise<void>;
  /** What must have passed before a session of this harness can be gone on with, done to its files. */
  age(): Promise<void>;
}

export interface DaemonLabOptions {
  /** Besides `asks`, which asks for what matters and has no MCP server but ours, and `does`, which does what it will. */
  readonly profiles?: Readonly<Record<string, object>>;
}

export interface Gate {
  /** Resolves when somebody has read it. */
  open(word: string): Promise<void>;
}

const waitMs = 120_000;

const nobody: CallerFacts = {
  token: null,
  session: null,
  ancestors: [],
  marker: null,
  provenHuman: false,
  user: '',
};

export async function startDaemonLab(
  harness: Harness,
  scenes: Scenes,
  { profiles = {} }: DaemonLabOptions = {},
): Promise<DaemonLab> {
  const command = await ensureInstalled(harness);
  const lab = labOf(harness);
  const foreign = startMcpServer();
  const script = play(scenes);
  const server = startModelServer(script.next);
  const world = await createShoalWorld({ files: foreignServer(harness, foreign.url) });
  await writeFiles(world.home, lab.files(server.url, world.repo));
  const modelEnv = lab.env(server.url);
  const names = [...Object.keys(modelEnv), 'SHOAL_REAL_WORLD'];
  await Bun.write(join(world.repo, 'shoal.yaml'), configuration(lab, command, names, profiles));
  const env = { ...world.env, ...modelEnv };
  const lead = await world.join('lead');
  const shoal = openShoal({ dir: world.repo, env: {}, inProcess: true });
  const { store } = await shoal.context({ facts: nobody });

  async function person(...args: readonly string[]): Promise<string> {
    const { code, stdout } = await atTerminal(args, { cwd: world.repo, env });
    if (code !== 0) throw new Error(`shoal ${args.join(' ')} ended with ${code}: ${stdout}`);
    return stdout;
  }

  async function until<T>(look: (view: View) => T | undefined | false): Promise<T> {
    const signal = AbortSignal.timeout(waitMs);
    for (;;) {
      const { found, seq } = await store.read((view) => ({ found: look(view), seq: view.lastSeq }));
      if (found !== undefined && found !== false) return found;
      await store.wait(seq, undefined, signal).catch(() => undefined);
      if (signal.aborted) throw new Error(`it has not come to that: ${await situation()}`);
    }
  }

  async function situation(): Promise<string> {
    const sessions = await store.read((view) => view.list('session'));
    const transcripts = await Promise.all(
      sessions.map(({ id }) => world.shoal(['transcript', id, '-n', '30', '--json'])),
    );
    const { stdout: log } = await world.run(['serve', 'logs']);
    return `${JSON.stringify(sessions, null, 1)}\n${transcripts.join('\n')}\n${log}`;
  }

  const untilSession: DaemonLab['untilSession'] = (id, isSo) =>
    until((view) => {
      const session = view.get('session', id);
      return session !== undefined && isSo(session) && session;
    });
  const daemonPid = async (): Promise<number> => (await world.json<{ pid: number }>(['serve', 'status'])).pid;

  return {
    world,
    server,
    foreign,
    person,
    until,
    untilSession,
    daemonPid,
    lead: (...args) => world.json(args, lead),
    tell: async (name, text, ...flags) =>
      (await world.json<{ id: string }>(['msg', text, '--to', name, ...flags], lead)).id,
    async start(profile, name, text) {
      await person('start', profile, text, '-n', name);
      return until((view) => {
        const agent = view.list('agent').find((one) => one.name === name);
        return view.list('session').find((one) => one.agent === agent?.id);
      });
    },
    untilTurns: (id, turns) => untilSession(id, (session) => session.turns === turns),
    untilSeen: async (message) =>
      void (await until((view) => {
        const deliveries = view.list('delivery', { where: { message } });
        const isSeen = deliveries.every(({ state }) => state === 'seen' || state === 'answered');
        return deliveries.length > 0 && isSeen;
      })),
    request: () => until((view) => view.list('request').find(({ state }) => state === 'open')),
    async asked(scene, nth = 1) {
      const isIt = (request: ModelRequest): boolean => script.requests(scene)[nth - 1] === request;
      try {
        const { body } = await server.waitForRequest(isIt, AbortSignal.timeout(waitMs));
        return JSON.stringify(body);
      } catch (cause) {
        throw new Error(`the model was not asked about ${scene}: ${await situation()}`, { cause });
      }
    },
    timesAsked: (scene) => script.requests(scene).length,
    follow: (name) => follow(world, name),
    async fileText(path) {
      const file = Bun.file(join(world.repo, path));
      return (await file.exists()) ? file.text() : null;
    },
    async gate(path) {
      const pipe = join(world.repo, path);
      if ((await Bun.spawn(['mkfifo', pipe]).exited) !== 0) throw new Error(`no pipe at ${pipe}`);
      return { open: async (word) => void (await Bun.spawn(['sh', '-c', `echo ${word} > ${pipe}`]).exited) };
    },
    async kill(...pids) {
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      for (const pid of pids) while (await isRunning(pid)) await new Promise(setImmediate);
    },
    serve: async () => void (await person('serve', '--detach')),
    age: async () => lab.beforeResume?.(world.home),
    async [Symbol.asyncDispose]() {
      await world.run(['serve', 'stop']);
      await shoal.close();
      await server[Symbol.asyncDispose]();
      await foreign[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

function labOf({ name }: Harness): Lab {
  const lab = labs.find(({ harness }) => harness === name);
  if (lab === undefined) throw new Error(`there is no lab of ${name}`);
  return lab;
}

function configuration(
  { harness, model }: Lab,
  command: readonly string[],
  env: readonly string[],
  profiles: Readonly<Record<string, object>>,
): string {
  // Claude Code, run by root, does what it will only where it is told that it is contained.
  const contained = harness === 'claude' ? ['IS_SANDBOX'] : [];
  const base = { harness, command, ...(model !== null && { model }), env: [...env, ...contained] };
  const own = {
    asks: { permission: 'auto', mcp: 'only-shoal' },
    does: { permission: 'full', mcp: 'with-own' },
    ...profiles,
  };
  return JSON.stringify({
    profiles: Object.fromEntries(
      Object.entries(own).map(([name, profile]) => [name, { ...base, ...profile }]),
    ),
  });
}

/** In the CLI's own words, in the project's configuration. */
function foreignServer({ name }: Harness, url: string): Record<string, string> {
  const remote = { type: 'http', url };
  const files: Readonly<Record<HarnessName, readonly [path: string, text: string]>> = {
    claude: ['.mcp.json', JSON.stringify({ mcpServers: { foreign: remote } })],
    codex: ['.codex/config.toml', `[mcp_servers.foreign]\nurl = ${JSON.stringify(url)}\n`],
    gemini: [
      '.gemini/settings.json',
      JSON.stringify({ mcpServers: { foreign: { httpUrl: url, trust: true } } }),
    ],
    opencode: ['opencode.json', JSON.stringify({ mcp: { foreign: { type: 'remote', url, oauth: false } } })],
    // The same file as Claude Code's, which leaves a server with this key out.
    copilot: ['.mcp.json', JSON.stringify({ mcpServers: { foreign: { ...remote, tools: ['*'] } } })],
  };
  return Object.fromEntries([files[name]]);
}

async function isRunning(pid: number): Promise<boolean> {
  const status = Bun.file(`/proc/${pid}/status`);
  return !/^State:\s+[ZX]/m.test(await status.text().catch(() => 'State:\tX'));
}
