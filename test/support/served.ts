import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createShoalClient, type ShoalClient } from '../../src/client/index.ts';
import { createProject, type Project } from './program.ts';

/** A project that the built program serves over HTTP. */
export interface Served extends AsyncDisposable {
  readonly project: Project;
  readonly url: string;
  readonly humanToken: string;
  /** Joins an agent from a process of its own and gives its token. */
  agent(name: string): Promise<string>;
  client(token?: string): ShoalClient;
  fetch(path: string, init?: RequestInit & { readonly token?: string }): Promise<Response>;
  /** Ends the daemon as a power cut would. */
  kill(): void;
  /** Starts it again; it serves at the same address. */
  start(): Promise<void>;
}

interface Info {
  readonly pid: number;
  readonly url: string;
}

export async function createServed(settings: Readonly<Record<string, number>> = {}): Promise<Served> {
  const project = createProject();
  await project.json(['init']);
  writeFileSync(join(project.dir, '.shoal/config.json'), JSON.stringify(settings));
  let info = await serve(project, ['--port', '0']);
  const { url } = info;
  const humanToken = readFileSync(join(project.dir, '.shoal/human-token'), 'utf8').trim();
  return {
    project,
    url,
    humanToken,
    async agent(name) {
      const { token } = (await project.json(['join', '-n', name], {
        env: { CODEX_THREAD_ID: `session-of-${name}` },
      })) as { token: string }; // by the contract of join
      return token;
    },
    client: (token = humanToken) => createShoalClient({ url, token }),
    fetch: (path, { token, ...init } = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(init.headers as Record<string, string> | undefined), // the tests give objects
        },
      }),
    kill: () => process.kill(info.pid, 'SIGKILL'),
    async start() {
      info = await serve(project, []);
      if (info.url !== url) throw new Error(`served at ${info.url}, before at ${url}`);
    },
    async [Symbol.asyncDispose]() {
      await project.run(['serve', 'stop']);
      project[Symbol.dispose]();
    },
  };
}

async function serve(project: Project, flags: readonly string[]): Promise<Info> {
  return (await project.json(['serve', '--detach', ...flags])) as Info; // what serve answers
}
