import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, time } from './fields.ts';
import { leader } from './leader.ts';
import { waiting } from './request/request-object.ts';
import { live } from './session-live.ts';

const name = z
  .string()
  .min(1)
  .max(64)
  .describe('Name: letters, digits, dots, dashes, underscores. Default: a two-word handle');
const role = z.string().min(1).max(64).describe('Role, for messages to @role and tasks for @role');
const capability = z.string().min(1).max(64).describe('Something it can do, matched with what a task needs');
const alive = z.enum(['alive', 'dead', 'stopped', 'unknown']).describe('What the process table says');
const state = z
  .enum(['working', 'needs you', 'idle', 'starting', 'parked', 'suspect', 'unknown', 'gone'])
  .describe(
    'working: in a turn, or holds a task. needs you: waits for a person. parked: until its vendor lets it go on. suspect: silent for too long. unknown: no evidence of life. gone: its process is dead',
  );

/** What every answer about an agent begins with. */
const card = {
  id: z.string(),
  name: z.string(),
  human: z.boolean(),
  role: z.string().nullable(),
  harness: z.string(),
  capabilities: z.array(z.string()),
  workingOn: z.string().nullable(),
};

const self = {
  ...card,
  boundTo: z.enum(['token', 'session', 'process', 'person']).describe('What proves who it is'),
  createdAt: time,
};

export const agentJoin = defineOperation({
  name: 'agent.join',
  summary: 'Make this session, terminal or script an agent; joining again updates it',
  kind: 'command',
  input: z.strictObject({
    name: name.optional(),
    role: role.optional(),
    workingOn: z.string().min(1).max(500).optional().describe('What it is working on, in one line'),
    harness: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Program it runs in. Default: recognised from the process tree'),
    capabilities: z
      .array(capability)
      .max(50)
      .optional()
      .describe('What it can do; replaces what was said before'),
    export: z.boolean().optional().describe('Print the line that sets the token in a shell'),
  }),
  output: z.strictObject({
    ...self,
    token: z.string().describe('Proves this agent wherever SHOAL_AGENT_TOKEN is set to it. Shown once'),
    export: z.string().nullable().describe('With export: shell lines that set the token'),
    joined: z.boolean().describe('false: it was an agent already'),
    leader: z.boolean().describe('It leads'),
  }),
  errors: ['INVALID_INPUT', 'CONFLICT', 'NOT_ALLOWED'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'join',
    flags: [
      { field: 'name', short: 'n', value: 'NAME' },
      { field: 'role', value: 'ROLE' },
      { field: 'workingOn', value: 'TEXT' },
      { field: 'harness', value: 'NAME' },
      { field: 'capabilities', long: 'capability', short: 'c', value: 'CAPABILITY' },
      { field: 'export' },
    ],
    group: 'start',
    everyday: true,
    examples: [
      ['shoal join -n my-bot', 'this terminal or script is my-bot'],
      ['eval "$(shoal join --export)"', 'and proves it by a token in its environment'],
    ],
  },
  mcp: { default: true, note: 'Once, before anything else. Hooks do it for you where they are set up.' },
});

export const agentLeave = defineOperation({
  name: 'agent.leave',
  summary: 'Leave: gives back the task, frees the locks and the name',
  kind: 'command',
  input: z.strictObject({
    force: z.boolean().optional().describe('Accepted and without effect: leaving never asks'),
  }),
  output: z.strictObject({
    id: z.string(),
    name: z.string(),
    releasedTasks: z.array(z.string()).describe('Tasks given back; no attempt is burnt'),
    releasedLocks: z.array(z.string()).describe('Paths unlocked'),
  }),
  errors: ['NOT_JOINED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'leave',
    flags: [{ field: 'force' }],
    group: 'work',
    examples: [['shoal leave', 'when there is nothing more to do']],
  },
  mcp: { default: false },
});

export const agentWhoami = defineOperation({
  name: 'agent.whoami',
  summary: 'Show who you are here, and what proves it',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({
    ...self,
    id: z.string().nullable().describe('null: a person who has not done anything here yet'),
    createdAt: time.nullable(),
    task: z.string().nullable().describe('Task it holds'),
    leader: z.boolean(),
  }),
  errors: ['NOT_JOINED'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'whoami',
    group: 'work',
    examples: [['shoal whoami', 'name, id, task, and how you are known']],
  },
});

export const agentRow = z.strictObject({
  ...card,
  state,
  leader: z.boolean(),
  task: z.string().nullable(),
  taskTitle: z.string().nullable(),
  locks: z.array(z.string()).describe('Paths it holds'),
  lastSeenAt: time.describe('Last sign of life'),
  alive,
  hung: z
    .boolean()
    .describe(
      'Its process lives and it holds a task, but it is suspect, over the time of its claim, or was not heard of for long',
    ),
  pid: z.int().nullable(),
  parent: z.string().nullable(),
  directory: z.string().nullable(),
  logFile: z.string().nullable(),
  session: z.string().nullable().describe('The session by which Shoal runs it'),
  why: z.string().nullable().describe('Why it is in this state'),
  parkedUntil: time.nullable().describe('When its vendor lets it go on'),
  createdAt: time,
});

export const agentGone = z.strictObject({
  ...card,
  state: z.literal('gone'),
  parent: z.string().nullable(),
  directory: z.string().nullable(),
  createdAt: time,
  leftAt: time.nullable(),
  leftReason: z.string().nullable().describe('left, died, silent, killed or replaced'),
  session: z.string().nullable().describe('The last session by which Shoal ran it'),
});

export const agentPs = defineOperation({
  name: 'agent.ps',
  summary: 'List the agents: what each does, holds, and whether it lives',
  kind: 'query',
  input: z.strictObject({
    capability: capability.optional().describe('Only those that can do this'),
    hung: z.boolean().optional().describe('Only those that live but seem stuck'),
  }),
  output: z.array(
    z.strictObject({
      ...agentRow.shape,
      profile: z.string().nullable().describe('Of the session by which Shoal runs it'),
      model: z.string().nullable(),
      queue: z.string().nullable().describe('Queue that it works for'),
      ...live,
    }),
  ),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'ps',
    flags: [{ field: 'capability', short: 'c', value: 'CAPABILITY' }, { field: 'hung' }],
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal ps', 'everyone'],
      ['shoal ps --hung', 'who seems stuck'],
    ],
  },
  mcp: { default: true },
});

const mail = z.strictObject({
  id: z.string(),
  from: z.string(),
  fromName: z.string(),
  kind: z.enum(['message', 'question', 'answer']),
  body: z.string().describe('The beginning of it'),
});

const primeTask = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  context: z.string().nullable(),
  progress: z.string().nullable(),
  notes: z.array(z.strictObject({ byName: z.string().nullable(), text: z.string() })),
  leaseExpiresAt: time.nullable(),
});

const nextStep = z.strictObject({
  operation: z.string().describe('Its name'),
  command: z.string().describe('The command line that calls it'),
  why: z.string().nullable(),
});

export const agentPrime = defineOperation({
  name: 'agent.prime',
  summary:
    'All an agent needs after a start or a context compaction: who, which task, locks, mail, what next',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({
    status: z.enum(['no workspace', 'not joined', 'joined']),
    id: z.string().nullable(),
    name: z.string().nullable(),
    role: z.string().nullable(),
    tasks: z.array(primeTask).describe('Tasks it holds; long texts are cut, `shoal show` has them whole'),
    locks: z.array(z.string()).describe('Paths it holds, the first 10'),
    unread: z.int().describe('Unread messages'),
    mail: z.array(mail).describe('The first 3 unread'),
    requests: z
      .array(waiting)
      .describe('Open requests of its own, and those that it may decide; for a person all. 20 at most'),
    leader: leader.nullable(),
    paused: z.boolean().describe('No new claims'),
    ready: z.int().describe('Tasks that are ready'),
    next: z.array(nextStep).describe('What to do next, the most urgent first'),
  }),
  errors: [],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'prime',
    aliases: ['refresh'],
    group: 'work',
    everyday: true,
    examples: [['shoal prime', 'after a start or when you lost the thread']],
  },
  mcp: { default: true, note: 'Call it first, and after every context compaction.' },
});

export const agentKill = defineOperation({
  name: 'agent.kill',
  summary: 'End an agent and everything it started; its task, locks and name are free at once',
  kind: 'command',
  input: z.strictObject({
    name: agentRef.optional(),
    all: z.boolean().optional().describe('Every agent but you and people'),
    term: z.int().min(0).optional().describe('Only if this is still your term as leader. Default: any'),
  }),
  output: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      outcome: z
        .enum(['killed', 'gone', 'survived', 'unknown'])
        .describe('gone: nothing of it was running. unknown: there is no process to look for'),
      killedPids: z.array(z.int()),
      survivingPids: z.array(z.int()),
      releasedTasks: z.array(z.string()),
    }),
  ),
  errors: ['USAGE', 'NOT_FOUND', 'NOT_JOINED', 'NOT_ALLOWED', 'STALE'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'kill',
    positionals: ['name'],
    flags: [{ field: 'all' }, { field: 'term', form: 'integer', value: 'N' }],
    group: 'manage',
    everyday: true,
    examples: [
      ['shoal kill worker-2', 'that one, children included'],
      ['shoal kill --all', 'every agent'],
    ],
  },
});
