import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DaemonLab } from './daemon-lab.ts';
import type { Harness, HarnessName } from './harness.ts';
import type { Step } from './model-server.ts';
import type { Scenes } from './scenes.ts';

/** How the model of a harness lets a subagent run a command: the agent's own words are of the scene `parent`. */
export interface Delegation {
  readonly name: HarnessName;
  readonly scenes: (harness: Harness) => Scenes;
  readonly prepare?: (lab: DaemonLab) => Promise<void>;
}

const command = 'echo sub > sub.txt';

/** Gemini CLI and OpenCode are not here: in them none may begin where something is asked, and the transcript says so. */
export const delegations: readonly Delegation[] = [
  { name: 'claude', scenes: (harness) => oneAfterTheOther(harness, 'Task', ofClaude) },
  { name: 'copilot', scenes: (harness) => oneAfterTheOther(harness, 'task', ofCopilot) },
  {
    name: 'codex',
    scenes: (harness) => {
      const steps = Array.from({ length: 8 }, () => atTheSameTime(harness));
      return { parent: steps, child: steps };
    },
    prepare: ({ world }) =>
      appendFile(join(world.home, '.codex/config.toml'), '\n[features]\nmulti_agent_v2 = true\n'),
  },
];

const ofClaude = { description: 'look', subagent_type: 'general-purpose', run_in_background: false };
const ofCopilot = { name: 'sub', description: 'sub', agent_type: 'general-purpose', mode: 'sync' };

/** The agent waits for its subagent. What it says then is of the scene `child` too: it has told that word itself. */
function oneAfterTheOther({ turns }: Harness, tool: string, input: object): Scenes {
  return {
    parent: [{ tool, input: { ...input, prompt: 'do it [[child]]' } }],
    child: [turns.shell(command), { text: 'the words of the subagent' }, { text: 'the answer' }],
  };
}

/** Both are asked at the same time: which it is, and how far it has come, stands in what it was told. */
function atTheSameTime({ turns }: Harness): Step {
  return ({ body }) => {
    const told = JSON.stringify(body['input']);
    const isChild = !told.includes('[[parent]]');
    if (isChild)
      return told.includes('sub.txt') ? { text: 'the words of the subagent' } : turns.shell(command);
    if (!told.includes('[[child]]')) {
      const input = { message: 'do it [[child]]', task_name: 'child_a', fork_turns: 'none' };
      return { tool: 'spawn_agent', namespace: 'collaboration', input };
    }
    if (told.includes('"name":"wait_agent"')) return { text: 'the answer' };
    return { tool: 'wait_agent', namespace: 'collaboration', input: { timeout_ms: 60_000 } };
  };
}
