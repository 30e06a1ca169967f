import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { time } from './fields.ts';

const flag = (name: string) =>
  z.boolean().optional().describe(`${name}. Default: the harnesses found on PATH`);

const report = z.strictObject({
  name: z.string(),
  found: z.boolean(),
  path: z.string().nullable(),
  version: z.string().nullable(),
  signedIn: z.boolean().nullable().describe('null: cannot be told from here'),
  hooksActive: z.boolean().nullable().describe('Hooks are written and will run; null: cannot be told'),
  detail: z.string().nullable().describe('What keeps hooks from running, and how to allow them'),
});

const tried = (what: string) => z.boolean().nullable().describe(`${what}; null: not tried`);

/** What the installed version of a harness was seen to do. */
export const measured = {
  streams: tried('Words arrive while the turn runs'),
  asksPermission: tried('Under permission auto it asks before a command, and waits for the answer'),
  honoursDeny: tried('What was refused is not done'),
  steers: tried('A message sent during a turn reaches the model in that turn'),
  interrupts: tried('A turn ends when it is told to, and the next prompt gets its own answer'),
  resumes: tried('Killed in a turn, it goes on with its history'),
  forks: tried('A session branches off with the history of another'),
  reportsUsage: tried('The end of a turn carries token counts'),
};

export const shortfalls = z
  .array(z.strictObject({ capability: z.string(), why: z.string() }))
  .describe('Why a capability is false or null');

export const harnessProbe = defineOperation({
  name: 'harness.probe',
  summary: 'Try the harnesses on PATH against a scripted model on loopback, and keep what each can really do',
  kind: 'command',
  input: z.strictObject({
    harnesses: z
      .array(z.enum(['claude', 'codex', 'gemini', 'opencode', 'copilot']))
      .max(5)
      .optional()
      .describe('Which. Default: all on PATH'),
  }),
  output: z.strictObject({
    harnesses: z.array(
      z.strictObject({
        name: z.string(),
        path: z.string().describe('The program that was run'),
        version: z.string().nullable(),
        probedAt: time,
        tookMs: z.int(),
        ...measured,
        shortfalls,
      }),
    ),
  }),
  errors: ['NO_WORKSPACE', 'NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'doctor --probe',
    positionals: ['harnesses'],
    group: 'watch',
    examples: [
      ['shoal doctor --probe', 'all on PATH, in a scratch HOME without your keys; takes about a minute'],
      ['shoal doctor --probe claude --json', 'one, as data'],
    ],
  },
});

export const harnessMatrix = defineOperation({
  name: 'harness.matrix',
  summary: 'Show what the last probe measured of each harness, without running any',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({
    harnesses: z.array(
      z.strictObject({
        name: z.string(),
        found: z.boolean().describe('On PATH now'),
        path: z.string().nullable().describe('The program that was measured'),
        version: z.string().nullable().describe('Of the program that was measured'),
        probedAt: time.nullable().describe('null: never measured'),
        tookMs: z.int().nullable(),
        ...measured,
        shortfalls,
      }),
    ),
  }),
  errors: ['NO_WORKSPACE'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'doctor --matrix',
    group: 'watch',
    examples: [['shoal doctor --matrix', 'what `shoal doctor --probe` found out last']],
  },
});

export const harnessSetup = defineOperation({
  name: 'harness.setup',
  summary:
    'Write instructions, hooks and MCP server into the project files of each harness, or take them out again',
  kind: 'command',
  input: z.strictObject({
    claude: flag('Claude Code'),
    codex: flag('Codex'),
    gemini: flag('Gemini CLI'),
    opencode: flag('OpenCode'),
    copilot: flag('Copilot CLI'),
    all: z.boolean().optional().describe('All five, found or not'),
    print: z.boolean().optional().describe('Only show what would change'),
    check: z
      .boolean()
      .optional()
      .describe('Only say whether each harness will run the hooks; exit code 1 if one will not'),
    remove: z
      .boolean()
      .optional()
      .describe('Take out what setup wrote. Default: from every harness that is set up'),
    yes: z.boolean().optional().describe('Write without asking. Without a terminal nobody is asked'),
  }),
  output: z.strictObject({
    ok: z.boolean().describe('With check: every harness will run the hooks. Else true'),
    written: z.boolean().describe('Files were changed'),
    files: z.array(
      z.strictObject({
        path: z.string(),
        change: z.enum(['create', 'update', 'delete']),
        diff: z.string().describe('Unified'),
      }),
    ),
    harnesses: z.array(report),
  }),
  errors: ['NO_WORKSPACE', 'USAGE', 'NOT_FOUND', 'CONFLICT'],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'setup',
    flags: [
      { field: 'claude' },
      { field: 'codex' },
      { field: 'gemini' },
      { field: 'opencode' },
      { field: 'copilot' },
      { field: 'all' },
      { field: 'print' },
      { field: 'check' },
      { field: 'remove' },
      { field: 'yes', short: 'y' },
    ],
    group: 'start',
    everyday: true,
    exitWhenFalse: 'ok',
    examples: [
      ['shoal setup', 'for the harnesses found; shows the changes and asks first'],
      ['shoal setup --check', 'whether their hooks will run, and how to allow them'],
      ['shoal setup --remove', 'everything as it was before'],
    ],
  },
});
