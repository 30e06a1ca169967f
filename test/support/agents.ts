import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessRef } from '../../src/domain/agent.ts';
import type { CallerFacts } from '../../src/operations/ports.ts';
import { openShoal } from '../../src/shoal.ts';
import type { ByKind, PortableStore, View } from '../../src/store/port.ts';
import { sessionAgentCommand } from '../fakes/session-agent.ts';
import { atTerminal } from './person.ts';
import { freePorts } from './ports.ts';
import { createProject, type Project } from './program.ts';

/** A project whose daemon runs agents. Disposing of it ends the daemon, the keeper and every agent. */
export interface Served extends AsyncDisposable {
  readonly project: Project;
  readonly store: PortableStore;
  /** An agent that may start others. */
  readonly me: Readonly<Record<string, string>>;
  /** Starts a session of the profile and gives its id. */
  start(profile: string, name: string, text?: string): Promise<string>;
  /** Sends a message to an agent and gives its id. */
  tell(name: string, text: string, ...flags: readonly string[]): Promise<string>;
  /** Resolves once it holds in the store; rejects after 45 s with what the sessions were. */
  until<T>(look: (view: View) => T | undefined | false): Promise<T>;
  untilSession(id: string, isSo: (session: ByKind<'session'>) => boolean): Promise<ByKind<'session'>>;
  untilSeen(message: string): Promise<void>;
  /** A session once a program works for it. `starts`: for the so-manieth time. Default: whichever */
  atWork(id: string, starts?: number): Promise<AtWork>;
  /** Of the program that works for a session, once it does. */
  pidOf(session: string): Promise<number>;
  /** What the program of a session proves itself by, once it runs. */
  tokenOf(session: string): Promise<string>;
  /** What the agents were given, in order. */
  prompts(): readonly { readonly pid: number; readonly text: string }[];
  serve(): Promise<void>;
  /** As the system does it when it is out of memory. Resolves when it is gone. */
  killDaemon(): Promise<void>;
  daemonPid(): number;
  keeperPid(): number;
}

type AtWork = ByKind<'session'> & { readonly process: ProcessRef };

const nobody: CallerFacts = {
  token: null,
  session: null,
  ancestors: [],
  marker: null,
  provenHuman: false,
  user: '',
};

export interface ServedOptions {
  /** More profiles, as lines of shoal.yaml. */
  readonly profiles?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** More of shoal.yaml. */
  readonly yaml?: string;
  /** The directory that the project is made in. Default: that of temporary files */
  readonly below?: string;
  /** A directory that goes with it. */
  readonly folder?: string;
}

export async function createServed({
  profiles = '',
  env = {},
  yaml = '',
  below,
  folder,
}: ServedOptions = {}): Promise<Served> {
  const project = createProject(below);
  const fakeDir = join(project.dir, '../fake');
  mkdirSync(fakeDir);
  writeFileSync(join(project.dir, 'shoal.yaml'), configuration(profiles, yaml));
  await project.json(['init']);
  const allowed = await atTerminal(['allow', 'spawn'], { cwd: project.dir });
  if (allowed.code !== 0) throw new Error(allowed.stdout);
  const me = { ...(await project.agent('me')), FAKE_DIR: fakeDir, ...env };
  const shoal = openShoal({ dir: project.dir, env: {}, inProcess: true });
  const { store } = await shoal.context({ facts: nobody });
  const [port] = freePorts(1);
  const stateDir = join(project.dir, '.shoal');
  const pidIn = (file: string): number =>
    (JSON.parse(readFileSync(join(stateDir, file), 'utf8')) as { pid: number }).pid;

  async function until<T>(look: (view: View) => T | undefined | false): Promise<T> {
    const signal = AbortSignal.timeout(45_000);
    for (;;) {
      const { found, seq } = await store.read((view) => ({ found: look(view), seq: view.lastSeq }));
      if (found !== undefined && found !== false) return found;
      try {
        await store.wait(seq, undefined, signal);
        signal.throwIfAborted();
      } catch (cause) {
        const sessions = await store.read((view) => view.list('session'));
        const log = join(stateDir, 'serve.log');
        const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-3_000) : '';
        throw new Error(`it has not come to that: ${JSON.stringify(sessions, null, 1)}\n${said}`, { cause });
      }
    }
  }

  const served: Served = {
    project,
    store,
    me,
    until,
    untilSession: (id, isSo) =>
      until((view) => {
        const session = view.get('session', id);
        return session !== undefined && isSo(session) ? session : undefined;
      }),
    async untilSeen(message) {
      await until((view) => {
        const deliveries = view.list('delivery', { where: { message } });
        const isSeen = deliveries.every(({ state }) => state === 'seen' || state === 'answered');
        return deliveries.length > 0 && isSeen;
      });
    },
    atWork: (id, starts) =>
      until((view) => {
        const session = view.get('session', id);
        if (session?.state !== 'working' || session.process === null) return undefined;
        return (starts ?? session.starts) === session.starts && { ...session, process: session.process };
      }),
    pidOf: async (id) => (await served.atWork(id)).process.pid,
    async tokenOf(id) {
      const { process: program } = await served.untilSession(id, ({ process }) => process !== null);
      const environment = readFileSync(`/proc/${program?.pid}/environ`, 'utf8').split('\0');
      const variable = 'SHOAL_AGENT_TOKEN=';
      const line = environment.find((one) => one.startsWith(variable));
      if (line === undefined) throw new Error(`${id} was started without a token`);
      return line.slice(variable.length);
    },
    async start(profile, name, text) {
      const words = ['start', profile, ...(text === undefined ? [] : [text]), '-n', name];
      return ((await project.json(words, { env: me })) as { id: string }).id;
    },
    async tell(name, text, ...flags) {
      const sent = await project.json(['msg', text, '--to', name, ...flags], { env: me });
      return (sent as { id: string }).id;
    },
    prompts() {
      const file = join(fakeDir, 'prompts.jsonl');
      if (!existsSync(file)) return [];
      const lines = readFileSync(file, 'utf8').split('\n');
      return lines
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { pid: number; text: string });
    },
    async serve() {
      await project.json(['serve', '--detach', '--port', String(port)], { env: me });
    },
    async killDaemon() {
      const pid = pidIn('serve.json');
      process.kill(pid, 'SIGKILL');
      while (isRunning(pid)) await new Promise(setImmediate);
    },
    daemonPid: () => pidIn('serve.json'),
    keeperPid: () => pidIn('keep/keep.json'),
    async [Symbol.asyncDispose]() {
      // A daemon that was killed has left its keeper: the next one ends both.
      await project.run(['serve', '--detach'], { env: me });
      const keeper = existsSync(join(stateDir, 'keep/keep.json')) ? pidIn('keep/keep.json') : null;
      await project.run(['serve', 'stop'], { env: me });
      // Its last words come after its answer.
      while (keeper !== null && isRunning(keeper)) await new Promise(setImmediate);
      await shoal.close();
      project[Symbol.dispose]();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  return served;
}

function configuration(profiles: string, yaml: string): string {
  return `profiles:
  fake:
    harness: acp
    command: ${JSON.stringify(sessionAgentCommand)}
    env: [FAKE_DIR, FAKE_GATE, MY_SECRET_KEY]
  echo:
    harness: command
    command: [sh, -c, 'cat > /dev/null; echo "the answer"; echo "in two lines"']
    permission: full
  failing:
    harness: command
    command: [sh, -c, 'cat > /dev/null; echo half; echo "went wrong" >&2; exit 3']
    permission: full
${profiles}${yaml}`;
}

export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
