import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { key, limit, taskRef, time } from './fields.ts';
import { live, planItem } from './session-live.ts';

const sessionRef = z
  .string()
  .min(1)
  .max(64)
  .describe("Session: its id (s12), or its agent's name or id; of several the latest");
const name = z
  .string()
  .min(1)
  .max(64)
  .describe('Name of its agent. Default: the next free of PROFILE-1, PROFILE-2, …');

export const sessionObject = z.strictObject({
  id: z.string(),
  agent: z.string(),
  agentName: z.string(),
  profile: z.string(),
  harness: z.string(),
  model: z.string().nullable(),
  permission: z.enum(['read', 'write', 'full', 'auto']),
  directory: z.string(),
  task: z.string().nullable().describe('What it was started for'),
  queue: z.string().nullable(),
  wanted: z.enum(['running', 'stopped']),
  state: z
    .enum(['starting', 'idle', 'working', 'waiting', 'parked', 'suspect', 'stopping', 'ended'])
    .describe(
      'waiting: for a decision. parked: until its vendor lets it go on. suspect: nothing was heard of it for too long',
    ),
  why: z.string().nullable().describe('Why it is in this state'),
  harnessSession: z.string().nullable().describe("The harness's own id of it"),
  forkOf: z.string().nullable(),
  pid: z.int().nullable().describe('null: no program runs for it at the moment'),
  starts: z.int(),
  crashes: z.int().describe('Crashes since the last turn that ended well'),
  turns: z.int(),
  requests: z.int().describe('Decisions that it waits for'),
  parkedUntil: time.nullable(),
  exitClass: z.string().nullable(),
  exitCode: z.int().nullable(),
  exitSignal: z.string().nullable(),
  exitText: z.string().nullable(),
  lastReason: z.string().nullable().describe('How its last turn ended'),
  lastResult: z.string().nullable().describe('The whole last message of that turn'),
  createdAt: time,
  changedAt: time,
  endedAt: time.nullable(),
});

const sessionFigures = {
  inputTokens: z.int().nullable().describe('All that went in, cached or not; null: not known'),
  cachedTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  contextTokens: z.int().nullable().describe('Largest single request of the latest turn; null: not known'),
  contextWindow: z.int().nullable().describe('What the model can hold; null: not known'),
  costUsd: z.number().nullable().describe('Of turns that have ended'),
  costIs: z.enum(['exact', 'estimated', 'partial', 'unknown']),
  provisional: z.boolean().describe('A turn runs: tokens and context are what was said of it so far'),
  plan: z.array(planItem).describe('Its list of what is to be done, as it stands; 100 items at most'),
  warnings: z.array(z.string()).describe('What its program could not take of its profile, or warned of'),
};

export const sessionStart = defineOperation({
  name: 'session.start',
  summary: 'Start an agent that Shoal runs: over its own protocol, watched, and reached by messages',
  kind: 'command',
  input: z.strictObject({
    profile: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('How to start it: a profile of shoal.yaml, or a harness. Default: the default profile'),
    text: z.string().min(1).max(1_000_000).optional().describe('Its first turn. Default: it waits for one'),
    name: name.optional(),
    task: taskRef.optional(),
    worktree: z.boolean().optional().describe('In a git worktree of its own. Default: as the profile says'),
    key: key.optional(),
  }),
  output: sessionObject,
  errors: [
    'USAGE',
    'INVALID_INPUT',
    'NOT_FOUND',
    'AMBIGUOUS',
    'NOT_JOINED',
    'NOT_ALLOWED',
    'CONFLICT',
    'LIMIT',
  ],
  access: 'agent',
  needs: 'daemon',
  cli: {
    command: 'start',
    positionals: ['profile', 'text'],
    flags: [
      { field: 'name', short: 'n', value: 'NAME' },
      { field: 'task', value: 'ID' },
      { field: 'worktree' },
      { field: 'key', value: 'KEY' },
    ],
    fileInto: 'text',
    group: 'start',
    everyday: true,
    examples: [
      [
        'shoal start claude "Review the last commit" -n reviewer',
        'it works; `shoal attach reviewer` shows how',
      ],
      ['shoal start impl --file task.md --worktree', 'a profile of shoal.yaml, in a worktree of its own'],
    ],
  },
  mcp: { default: false, note: 'Needs that a person has run `shoal allow spawn` once.' },
});

export const sessionList = defineOperation({
  name: 'session.list',
  summary: 'List the sessions that Shoal runs',
  kind: 'query',
  input: z.strictObject({
    all: z.boolean().optional().describe('Also those that have ended. Default: false'),
    limit: limit.optional().describe('How many at most, the latest first. Default 100'),
  }),
  output: z.array(z.strictObject({ ...sessionObject.shape, ...live })),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'sessions',
    flags: [
      { field: 'all', short: 'a' },
      { field: 'limit', short: 'n', form: 'integer', value: 'N' },
    ],
    group: 'watch',
    examples: [['shoal sessions --all', 'also those that have ended, with why']],
  },
  mcp: { default: false },
});

export const sessionShow = defineOperation({
  name: 'session.show',
  summary: 'Show one session: state, why, what it cost, last result, how it ended',
  kind: 'query',
  input: z.strictObject({ session: sessionRef }),
  output: z.strictObject({ ...sessionObject.shape, ...live, ...sessionFigures }),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'session',
    positionals: ['session'],
    group: 'watch',
    examples: [['shoal session reviewer', 'what it does, and what its last turn gave']],
  },
  mcp: { default: false },
});

export const sessionInterrupt = defineOperation({
  name: 'session.interrupt',
  summary: 'Stop the running turn of an agent; the agent stays',
  kind: 'command',
  input: z.strictObject({
    session: sessionRef,
    waitMs: z
      .int()
      .min(0)
      .max(600_000)
      .optional()
      .describe('How long to wait until the turn has ended, ms. Default 30 s'),
  }),
  output: sessionObject,
  errors: ['NOT_FOUND', 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'TIMED_OUT'],
  access: 'agent',
  needs: 'daemon',
  cli: {
    command: 'interrupt',
    positionals: ['session'],
    flags: [{ field: 'waitMs', long: 'wait', form: 'duration', value: '30s' }],
    group: 'manage',
    everyday: true,
    examples: [['shoal interrupt reviewer', 'its turn ends; what was sent to it meanwhile is its next']],
  },
  mcp: { default: false },
});

export const sessionResume = defineOperation({
  name: 'session.resume',
  summary: 'Go on with a session that has ended, where it was',
  kind: 'command',
  input: z.strictObject({
    session: sessionRef,
    text: z.string().min(1).max(1_000_000).optional().describe('Its next turn. Default: it waits for one'),
    name: z.string().min(1).max(64).optional().describe('Name of its agent. Default: as before'),
  }),
  output: sessionObject,
  errors: ['NOT_FOUND', 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'LIMIT'],
  access: 'agent',
  needs: 'daemon',
  cli: {
    command: 'continue',
    positionals: ['session', 'text'],
    flags: [{ field: 'name', short: 'n', value: 'NAME' }],
    fileInto: 'text',
    group: 'manage',
    examples: [
      [
        'shoal continue reviewer "Now the tests"',
        'it remembers what was said; `shoal resume reviewer` is the same',
      ],
    ],
  },
  mcp: { default: false },
});

export const sessionFork = defineOperation({
  name: 'session.fork',
  summary: 'Start another agent that remembers what this one does',
  kind: 'command',
  input: z.strictObject({
    session: sessionRef,
    text: z.string().min(1).max(1_000_000).optional().describe('Its first turn. Default: it waits for one'),
    name: name.optional(),
  }),
  output: sessionObject,
  errors: ['NOT_FOUND', 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'LIMIT'],
  access: 'agent',
  needs: 'daemon',
  cli: {
    command: 'fork',
    positionals: ['session', 'text'],
    flags: [{ field: 'name', short: 'n', value: 'NAME' }],
    fileInto: 'text',
    group: 'manage',
    examples: [['shoal fork impl "Try it the other way" -n impl-b', 'both go on from here']],
  },
  mcp: { default: false },
});

const entry = z
  .record(z.string(), z.unknown())
  .describe('One entry: n, at, type and what belongs to the type; text as the agent wrote it');

export const sessionTranscript = defineOperation({
  name: 'session.transcript',
  summary: 'Show what an agent was told, said and did',
  kind: 'stream',
  input: z.strictObject({
    session: sessionRef,
    search: z.string().min(1).max(500).optional().describe('Only entries that hold this text, in any case'),
    follow: z.boolean().optional().describe('Go on with each new entry. Default: false'),
    limit: limit
      .optional()
      .describe('How many of the latest at most. Default 200; with search and after all'),
    after: z.int().min(0).optional().describe('Only entries after this n: a cursor'),
    before: z.int().min(1).optional().describe('Only entries before this n: to page back'),
    deltas: z
      .boolean()
      .optional()
      .describe('Also parts of messages as they are made; the whole follows. Default: false'),
  }),
  output: z.union([entry, z.array(entry)]).describe('One array; with `follow` one entry at a time'),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'transcript',
    positionals: ['session'],
    flags: [
      { field: 'search', value: 'TEXT' },
      { field: 'follow', short: 'f' },
      { field: 'limit', short: 'n', form: 'integer', value: '200' },
      { field: 'after', form: 'integer', value: 'N' },
      { field: 'before', form: 'integer', value: 'N' },
      { field: 'deltas' },
    ],
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal transcript reviewer', 'the latest of it'],
      ['shoal transcript reviewer --search "schema"', 'where it spoke of the schema'],
      ['shoal transcript reviewer -f', 'as it happens'],
    ],
  },
  mcp: { default: false },
});

const fileChange = z.strictObject({
  path: z.string().describe('From the top of the checkout'),
  from: z.string().nullable().describe('Where it was before, when it was renamed or copied'),
  status: z.enum(['added', 'changed', 'deleted', 'renamed', 'copied', 'untracked', 'unmerged']),
  added: z.int().describe('Lines'),
  removed: z.int(),
  binary: z.boolean(),
  diff: z.string().describe("Unified, of whole lines; '' when there is none to show"),
  cut: z.boolean().describe('The diff is longer than what is here: ask for this file alone'),
});

export const sessionChanges = defineOperation({
  name: 'session.changes',
  summary: 'Show what an agent has changed where it works: a diff of each file against its base',
  kind: 'query',
  input: z.strictObject({
    session: sessionRef.optional(),
    task: taskRef.optional().describe('Task: of whoever works on it, or did so last'),
    path: z
      .string()
      .min(1)
      .max(4_096)
      .optional()
      .describe('This file alone, up to 2 MB of it. Default: 300 files, 100 kB of each, 4 MB of all'),
  }),
  output: z.strictObject({
    session: z.string().nullable(),
    task: z.string().nullable(),
    agent: z.string(),
    agentName: z.string(),
    directory: z.string().describe('Top of the checkout'),
    base: z
      .string()
      .nullable()
      .describe('Commit that it is compared with: where its own branch began, else the last; null: none yet'),
    shared: z.boolean().describe('Others work in the same checkout: their changes are among these'),
    files: z.array(fileChange),
    added: z.int().describe('Lines, of these files'),
    removed: z.int(),
    moreFiles: z.int().describe('Further files, of which nothing is told'),
    cut: z.boolean().describe('Something is left out'),
  }),
  errors: ['INVALID_INPUT', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'changes',
    positionals: ['session'],
    flags: [
      { field: 'task', value: 'ID' },
      { field: 'path', value: 'PATH' },
    ],
    group: 'watch',
    examples: [
      ['shoal changes reviewer', 'the diff of its work tree'],
      ['shoal changes --task t42', 'of whoever works on that task, or did so last'],
    ],
  },
  mcp: { default: false },
});

const turn = z.strictObject({
  from: z.int().describe('First entry of the transcript that belongs to it'),
  to: z.int().describe('Last one so far'),
  startedAt: time,
  endedAt: time.nullable().describe('null: it runs'),
  reason: z.string().nullable().describe('How it ended'),
  given: z.string().nullable().describe('What it was given first, at most 500 characters'),
  tools: z.int(),
  toolErrors: z.int(),
});

export const sessionTurns = defineOperation({
  name: 'session.turns',
  summary: 'List the turns of a session, and where each stands in its transcript',
  kind: 'query',
  input: z.strictObject({
    session: sessionRef,
    before: z.int().min(1).optional().describe('Only turns that begin before this entry: to page back'),
    limit: z.int().min(1).max(200).optional().describe('How many of the latest at most. Default 50'),
  }),
  output: z.array(turn),
  errors: ['NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'turns',
    positionals: ['session'],
    flags: [
      { field: 'before', form: 'integer', value: 'N' },
      { field: 'limit', short: 'n', form: 'integer', value: 'N' },
    ],
    group: 'watch',
    examples: [['shoal turns reviewer', 'what it was given, turn by turn']],
  },
  mcp: { default: false },
});
