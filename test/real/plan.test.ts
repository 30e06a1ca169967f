import { expect, test } from 'bun:test';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { claude } from './support/harnesses/claude.ts';
import { ensureInstalled } from './support/install.ts';
import { type ModelServer, startModelServer, type Step } from './support/model-server.ts';
import type { ModelRequest, Turn } from './support/protocols/protocol.ts';
import { runHarness } from './support/run.ts';
import { isRealSkipped } from './support/skip.ts';
import { createShoalWorld } from './support/workspace.ts';

const goal = 'Plan this project and spawn workers to build it';
const turnsMax = 60;

/** What a worker's model does with whatever task it gets. */
const workerTurns = (name: string): readonly Turn[] => [
  claude.turns.shell('shoal prime'),
  claude.turns.shell('shoal claim --wait 30s --json'),
  claude.turns.shell(`echo built > ${name}.txt && git add ${name}.txt && git commit -qm "Add ${name}"`),
  claude.turns.shell('shoal done --summary built --json'),
  claude.turns.shell('shoal leave'),
  { text: 'nothing is left for me' },
];

test.skipIf(isRealSkipped)(
  `claude: "${goal}"`,
  async () => {
    const [program = ''] = await ensureInstalled(claude);
    await using world = await createShoalWorld();
    await world.shoal(['setup', '--claude', '-y']);
    const allowed = await atTerminal(['allow', 'spawn'], { cwd: world.repo });
    expect(allowed.code, allowed.stdout).toBe(0);
    const bin = join(world.root, 'bin');
    await mkdir(bin);
    await symlink(program, join(bin, 'claude'));
    const env = { PATH: `${bin}:${world.env['PATH']}` };
    const steps: Step[] = Array.from({ length: turnsMax }, () => (request) => play(request, server));
    await using server = startModelServer(steps);

    const result = await runHarness(claude, { world, server, prompt: goal, env });

    expect(result.exitCode, result.stderr + result.stdout).toBe(0);
    const tasks = await world.json<readonly Task[]>(['list', '--all']);
    const done = tasks.map(({ title, state, completedByName }) => ({ title, state, by: completedByName }));
    expect(done.map(({ title, state }) => ({ title, state }))).toEqual([
      { title: 'Schema', state: 'done' },
      { title: 'Page', state: 'done' },
    ]);
    expect(new Set(done.map(({ by }) => by))).toEqual(new Set(['worker-1', 'worker-2']));
    expect(await world.git('log', '--format=%s')).toContain('Add worker-1');
    expect(await world.git('log', '--format=%s')).toContain('Add worker-2');
    // One agent each, whether by hook or by shell: the leader and the two that it started.
    const events = await world.json<readonly { type: string }[]>(['log', '-n', '500']);
    expect(events.filter(({ type }) => type === 'agent.joined')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'agent.spawned')).toHaveLength(2);
  },
  300_000,
);

interface Task {
  readonly title: string;
  readonly state: string;
  readonly completedByName: string | null;
}

/** Leader and workers share the server; each conversation tells whose it is and how far it has come. */
async function play(request: ModelRequest, server: ModelServer): Promise<Turn> {
  const said = turnsSaid(request);
  const worker = /You are (worker-\d+), one of several/.exec(JSON.stringify(request.body))?.[1];
  if (worker !== undefined) return workerTurns(worker)[said] ?? { text: 'script over' };
  if (said === 0) {
    return claude.turns.shell(
      'shoal add Schema -d "the tables" -p high && shoal add Page --depends-on t1 && shoal spawn 2 --claude -b -y --json',
    );
  }
  if (said > 1) return { text: 'planned and built' };
  for (const name of ['worker-1', 'worker-2']) await server.waitForRequest((other) => isLastOf(other, name));
  return claude.turns.shell('shoal status --json');
}

/** Its last turn was asked for, so all of its work is done. */
function isLastOf(request: ModelRequest, name: string): boolean {
  const isIts = JSON.stringify(request.body).includes(`You are ${name}, one of several`);
  return isIts && turnsSaid(request) === workerTurns(name).length - 1;
}

/** How many tool calls the conversation holds: Claude Code may join several of its messages into one. */
function turnsSaid({ body }: ModelRequest): number {
  return JSON.stringify(body['messages']).match(/"type":"tool_use"/g)?.length ?? 0;
}
