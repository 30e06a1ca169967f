import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRow } from './agent.ts';
import { reason, time } from './fields.ts';
import { measured, shortfalls } from './harness.ts';
import { leader } from './leader.ts';
import { waiting } from './request/request-object.ts';

const root = z.string().describe('Directory that holds .shoal/');

export const workspaceInit = defineOperation({
  name: 'workspace.init',
  summary: 'Make this directory a workspace; safe to repeat',
  kind: 'command',
  input: z.strictObject({
    force: z.boolean().optional().describe('Accepted and without effect: init never wipes anything'),
  }),
  output: z.strictObject({
    root,
    created: z.boolean().describe('false: there was one already, here or above'),
    inParent: z.boolean().describe('You stand below the workspace that there is'),
    harnesses: z.array(z.string()).describe('Harnesses found on PATH'),
    next: z.array(z.string()).describe('What to do next, as commands'),
  }),
  errors: ['STORE_UNSAFE', 'STORE_READ_ONLY', 'STORE_FULL'],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'init',
    flags: [{ field: 'force' }],
    group: 'start',
    everyday: true,
    examples: [['shoal init', 'once per project']],
  },
});

const event = z.strictObject({
  seq: z.int(),
  at: time,
  type: z.string(),
  actor: z.string().nullable(),
  actorName: z.string().nullable(),
  task: z.string().nullable(),
  agent: z.string().nullable(),
  agentName: z.string().nullable(),
  id: z.string().describe('Record that changed'),
});

export const workspaceStatus = defineOperation({
  name: 'workspace.status',
  summary: 'Show who is here, how far the tasks are, what is locked and what happened last',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({
    root,
    name: z.string().describe('Last part of root'),
    version: z.string().describe('Of the program that answers'),
    requests: z.array(waiting).describe('What waits for a decision, the oldest first, 20 at most'),
    openRequests: z.int().describe('How many wait'),
    openQuestions: z.int().describe('How many questions to people wait for an answer: message.questions'),
    openRuns: z.int().describe('How many runs of pipelines are queued, run or wait'),
    leader: leader.nullable(),
    agents: z.array(agentRow),
    workingAgents: z.int().describe('How many of them work'),
    costTodayUsd: z
      .number()
      .nullable()
      .describe("Of turns that ended since midnight on this machine's clock; null: not known of any"),
    costTodayIs: z.enum(['exact', 'estimated', 'partial', 'unknown']),
    tasks: z.strictObject({
      blocked: z.int(),
      ready: z.int(),
      running: z.int(),
      waiting: z.int(),
      done: z.int(),
      failed: z.int(),
      cancelled: z.int(),
    }),
    locks: z.array(
      z.strictObject({
        id: z.string(),
        path: z.string(),
        shared: z.boolean(),
        holder: z.string(),
        holderName: z.string().nullable(),
        task: z.string().nullable(),
        leaseExpiresAt: time,
      }),
    ),
    events: z.array(event).describe('The last 5, newest first'),
    paused: z.boolean(),
    pausedByName: z.string().nullable(),
    pauseReason: z.string().nullable(),
    unread: z.int().nullable().describe('Your unread messages; null when you have not joined'),
  }),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'status',
    aliases: ['st'],
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal status', 'the whole picture'],
      ['shoal status r12', 'one run, as `shoal show r12`'],
      ['shoal status --json | jq .tasks', 'how many tasks in which state'],
    ],
  },
  mcp: { default: true },
});

const problem = z.strictObject({
  check: z.string(),
  message: z.string(),
  fix: z.string().nullable().describe('What puts it right'),
  fixable: z.boolean().describe('doctor --fix puts it right'),
});

export const workspaceDoctor = defineOperation({
  name: 'workspace.doctor',
  summary: 'Check the store, the agents, the tasks and the harnesses; --fix puts right what it can',
  kind: 'command',
  input: z.strictObject({ fix: z.boolean().optional().describe('Put right what can be') }),
  output: z.strictObject({
    healthy: z.boolean().describe('No problem is left'),
    problems: z.array(problem),
    checks: z.array(z.strictObject({ check: z.string(), ok: z.boolean(), message: z.string() })),
    fixed: z.array(z.string()).describe('What --fix has done'),
    harnesses: z.array(
      z.strictObject({
        name: z.string(),
        found: z.boolean(),
        path: z.string().nullable(),
        version: z.string().nullable(),
        signedIn: z.boolean().nullable(),
        hooksActive: z.boolean().nullable(),
        detail: z.string().nullable(),
        probed: z
          .strictObject({
            version: z.string().nullable(),
            probedAt: time,
            isCurrent: z.boolean().describe('Of the version that is installed; the daemon obeys no other'),
            ...measured,
            shortfalls,
          })
          .nullable()
          .describe('What `doctor --probe` measured; null: never probed'),
      }),
    ),
  }),
  errors: ['NO_WORKSPACE'],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'doctor',
    flags: [{ field: 'fix' }],
    exitWhenFalse: 'healthy',
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal doctor', 'what is wrong, and what a sweep would free'],
      ['shoal doctor --fix', 'do it'],
      ['shoal doctor --probe', 'what the installed harnesses can really do'],
    ],
  },
});

export const workspaceRecover = defineOperation({
  name: 'workspace.recover',
  summary: 'Free what lapsed leases and dead agents hold, now; the same as doctor --fix',
  kind: 'command',
  input: z.strictObject({}),
  output: workspaceDoctor.output,
  errors: ['NO_WORKSPACE'],
  access: 'anyone',
  needs: 'nothing',
  cli: {
    command: 'recover',
    exitWhenFalse: 'healthy',
    group: 'manage',
    examples: [['shoal recover', 'never needed: every command recovers what it meets']],
  },
});

export const workspaceExport = defineOperation({
  name: 'workspace.export',
  summary: 'Write everything, records and log, as JSON lines',
  kind: 'stream',
  input: z.strictObject({
    output: z.string().min(1).max(4096).optional().describe('New file to write. Default: standard output'),
  }),
  output: z.unknown().describe('One line of the export; with a file, one line that says what was written'),
  errors: ['CONFLICT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'export',
    flags: [{ field: 'output', short: 'o', value: 'FILE' }],
    group: 'manage',
    examples: [
      ['shoal export > backup.jsonl', 'everything, as text'],
      ['shoal export -o backup.jsonl', 'the same, to a new file that only you can read'],
    ],
  },
});

export const workspaceImport = defineOperation({
  name: 'workspace.import',
  summary: 'Read an export into this workspace, which must be empty',
  kind: 'command',
  input: z.strictObject({
    file: z.string().min(1).max(4096).describe('File of JSON lines; - for standard input'),
  }),
  output: z.strictObject({ records: z.int(), events: z.int() }),
  errors: ['INVALID_INPUT', 'CONFLICT', 'NOT_FOUND', 'NOT_ALLOWED'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'import',
    positionals: ['file'],
    group: 'manage',
    examples: [['shoal import backup.jsonl', 'into a workspace just made by shoal init']],
  },
});

const pause = z.strictObject({
  paused: z.boolean(),
  changed: z.boolean().describe('false: it was so already'),
  pausedAt: time.nullable(),
  pausedBy: z.string().nullable(),
  pausedByName: z.string().nullable(),
  pausedByHuman: z.boolean(),
  reason: z.string().nullable(),
});

export const workspacePause = defineOperation({
  name: 'workspace.pause',
  summary: 'The panic button: no new claims until resumed; who works goes on',
  kind: 'command',
  input: z.strictObject({ reason: reason.optional() }),
  output: pause,
  errors: ['NOT_JOINED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'pause',
    positionals: ['reason'],
    flags: [{ field: 'reason', value: 'TEXT' }],
    group: 'manage',
    examples: [['shoal pause "the schema is wrong"', 'nobody claims until shoal resume']],
  },
});

export const workspaceResume = defineOperation({
  name: 'workspace.resume',
  summary: 'End the pause; what a person paused only a person resumes',
  kind: 'command',
  input: z.strictObject({
    term: z.int().min(0).optional().describe('Only if this is still your term as leader. Default: any'),
  }),
  output: pause,
  errors: ['NOT_JOINED', 'NOT_ALLOWED', 'STALE'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'resume',
    flags: [{ field: 'term', form: 'integer', value: 'N' }],
    group: 'manage',
    examples: [['shoal resume', 'agents claim again']],
  },
});
