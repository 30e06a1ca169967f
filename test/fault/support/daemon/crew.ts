import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServed, type Served } from '../../../support/agents.ts';
import { talkingClaudeCommand } from './talking-claude.ts';

const codexCommand = [process.execPath, join(import.meta.dir, '../../../fakes/codex.ts')];

/** Says which task it did, and who did it: so that two who did one are told apart. */
const work = `text=$(cat); id=$(printf '%s' "$text" | sed -n 's/^(This is \\(t[0-9]*\\) of.*/\\1/p'); echo "did $id by $$"`;

export const agentsOf = { gia: 'fake', cora: 'codex', clau: 'claude' } as const;
export type AgentName = keyof typeof agentsOf;
export const senders = ['me', 'ana', 'bob'] as const;
export type Sender = (typeof senders)[number];

/** A workspace whose daemon runs agents of three protocols and two queues. */
export interface Crew extends AsyncDisposable {
  readonly served: Served;
  readonly root: string;
  /** Ids of the sessions. */
  readonly sessions: Readonly<Record<AgentName, string>>;
  environment(sender: Sender): Readonly<Record<string, string>>;
  /** What the agents wrote down of what they were given, each in its order. */
  given(): readonly string[];
}

export async function createCrew(): Promise<Crew> {
  const codexHome = mkdtempSync(join(tmpdir(), 'shoal-codex-'));
  const served = await createServed({
    env: { CODEX_HOME: codexHome },
    profiles: `  codex: { harness: codex, command: ${JSON.stringify(codexCommand)}, env: [CODEX_HOME], crashesMax: 100 }
  claude: { harness: claude, command: ${JSON.stringify(talkingClaudeCommand)}, env: [FAKE_DIR], crashesMax: 100 }
  work: { harness: command, command: [sh, -c, ${JSON.stringify(work)}], crashesMax: 100 }
`,
    yaml: `queues:
  jobs: { profile: work, maxParallel: 2, maxAttempts: 100 }
  careful: { profile: fake, maxParallel: 1, maxAttempts: 100 }
policies:
  - { decision: ask, command: make }
`,
  });
  const end = async (): Promise<void> => {
    await served[Symbol.asyncDispose]();
    rmSync(codexHome, { recursive: true, force: true });
  };
  try {
    return { ...(await manned(served, codexHome)), [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function manned(served: Served, codexHome: string): Promise<Omit<Crew, typeof Symbol.asyncDispose>> {
  const root = served.project.dir;
  writeFileSync(
    join(root, '.shoal/config.json'),
    JSON.stringify({ retryBackoffMs: 100, retryBackoffMaxMs: 200 }),
  );
  const fakes = { FAKE_DIR: served.me['FAKE_DIR'] ?? '', CODEX_HOME: codexHome };
  const environments: Record<Sender, Readonly<Record<string, string>>> = {
    me: { ...served.me, ...fakes },
    ana: { ...(await served.project.agent('ana')), ...fakes },
    bob: { ...(await served.project.agent('bob')), ...fakes },
  };
  const start = async (name: AgentName): Promise<string> => {
    const words = ['start', agentsOf[name], '-n', name];
    return ((await served.project.json(words, { env: environments.me })) as { id: string }).id;
  };
  const sessions = { gia: await start('gia'), cora: await start('cora'), clau: await start('clau') };
  for (const id of Object.values(sessions)) await served.untilSession(id, ({ state }) => state === 'idle');
  return {
    served,
    root,
    sessions,
    environment: (sender) => environments[sender],
    given: () => [
      served
        .prompts()
        .map(({ text }) => text)
        .join('\n'),
      ...readdirSync(codexHome).map((name) => readFileSync(join(codexHome, name), 'utf8')),
    ],
  };
}
