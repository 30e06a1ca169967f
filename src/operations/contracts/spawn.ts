import { z } from 'zod';
import { defineOperation } from '../define.ts';

const capability = z
  .string()
  .min(1)
  .max(64)
  .describe('Something they can do, matched with what a task needs');
const flag = (program: string) =>
  z.boolean().optional().describe(`Start ${program}; with several of these they take turns`);

const spawned = z.strictObject({
  id: z.string().nullable().describe('null: planned only'),
  name: z.string(),
  harness: z.string(),
  mode: z.enum(['background', 'interactive']),
  state: z
    .enum(['planned', 'running', 'finished', 'failed'])
    .describe(
      'running: its process lives. finished: it has worked and ended already. failed: it ended before its first sign of life',
    ),
  commandLine: z.array(z.string()).describe('Program and arguments; the prompt is not among them'),
  directory: z.string(),
  branch: z.string().nullable().describe('Branch of its own worktree'),
  pid: z.int().nullable(),
  logFile: z.string().nullable().describe('Where its output goes; null in a window'),
  exitCode: z.int().nullable(),
  lastOutput: z.string().nullable().describe('The end of its output, when it has ended'),
});

export const spawnStart = defineOperation({
  name: 'spawn.start',
  summary: 'Start agents that work through the tasks, in windows or in the background',
  kind: 'command',
  input: z.strictObject({
    count: z.int().min(1).max(100).describe('How many'),
    claude: flag('Claude Code'),
    codex: flag('Codex'),
    gemini: flag('Gemini CLI'),
    opencode: flag('OpenCode'),
    copilot: flag('Copilot CLI'),
    command: z
      .string()
      .min(1)
      .max(4_000)
      .optional()
      .describe('Start this program instead: words as in a shell, but no shell reads them'),
    namePrefix: z
      .string()
      .min(1)
      .max(48)
      .optional()
      .describe('They are PREFIX-1, PREFIX-2, …, always the next free. Default worker'),
    model: z.string().min(1).max(200).optional().describe('Model. Default: the one each program is set to'),
    role: z.string().min(1).max(64).optional().describe('Role, for messages to @role and tasks for @role'),
    capabilities: z
      .array(capability)
      .max(50)
      .optional()
      .describe('What they can do; an agent can give only what it has'),
    background: z
      .boolean()
      .optional()
      .describe('Without a window: nobody is asked for permissions, so the command lines are shown first'),
    interactive: z.boolean().optional().describe('Each in a new terminal window. This is the default'),
    yes: z.boolean().optional().describe('Do not ask before starting in the background'),
    worktree: z
      .boolean()
      .optional()
      .describe('Each in a git worktree of its own, ../PROJECT-NAME on branch shoal/NAME'),
    env: z
      .array(z.string().min(1).max(200))
      .max(100)
      .optional()
      .describe('Variables of yours that they get too; else only those the programs need'),
    dryRun: z.boolean().optional().describe('Only show what would be started'),
  }),
  output: z.array(spawned),
  errors: ['USAGE', 'NOT_FOUND', 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'LIMIT', 'SPAWN_FAILED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'spawn',
    positionals: ['count'],
    flags: [
      { field: 'claude' },
      { field: 'codex' },
      { field: 'gemini' },
      { field: 'opencode' },
      { field: 'copilot' },
      { field: 'command', value: 'CMD' },
      { field: 'namePrefix', value: 'PREFIX' },
      { field: 'model', value: 'MODEL' },
      { field: 'role', value: 'ROLE' },
      { field: 'capabilities', long: 'capability', short: 'c', value: 'CAPABILITY' },
      { field: 'background', short: 'b' },
      { field: 'interactive', short: 'i' },
      { field: 'yes', short: 'y' },
      { field: 'worktree' },
      { field: 'env', value: 'NAME' },
      { field: 'dryRun' },
    ],
    group: 'start',
    everyday: true,
    examples: [
      ['shoal spawn 3', 'three windows with the agents found on PATH'],
      ['shoal spawn 4 --claude --codex -b', 'two of each in the background, after showing how'],
      ['shoal spawn 1 --command "python worker.py" -b -y', 'a program of your own'],
    ],
  },
  mcp: {
    default: false,
    note: 'Needs background and yes, and that a person has run `shoal allow spawn` once.',
  },
});

export const spawnAllow = defineOperation({
  name: 'spawn.allow',
  summary: 'Let agents start agents here, or stop letting them',
  kind: 'command',
  input: z.strictObject({ revoke: z.boolean().optional().describe('From now on only people may') }),
  output: z.strictObject({ agentsMaySpawn: z.boolean() }),
  errors: ['NOT_ALLOWED'],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'allow spawn',
    flags: [{ field: 'revoke' }],
    group: 'manage',
    examples: [
      ['shoal allow spawn', 'agents may use `spawn -b -y` in this workspace'],
      ['shoal allow spawn --revoke', 'no longer'],
    ],
  },
});
