import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRef, limit, limitFlag, reason, time, waitMs } from './fields.ts';

const path = z.string().min(1).max(4_096);
const paths = z.array(path).min(1).max(100);

const lock = z.strictObject({
  id: z.string(),
  path: z.string().describe('Relative to the top of the checkout; a directory ends in /'),
  tree: z.string().describe('Top of the checkout; * for all worktrees of the repository'),
  repo: z.string(),
  shared: z.boolean(),
  auto: z.boolean().describe('Taken by a hook on the first edit'),
  holder: z.string(),
  holderName: z.string(),
  task: z.string().nullable().describe('The lock ends with this task'),
  taskTitle: z.string().nullable(),
  intent: z.string().nullable(),
  fence: z.int().describe('Fencing token: rises with each grant'),
  createdAt: time,
  leaseExpiresAt: time,
});

export const lockTake = defineOperation({
  name: 'lock.take',
  summary: 'Lock files, directories or patterns: all of them or none',
  kind: 'command',
  input: z.strictObject({
    paths: paths.describe('Files, directories, or patterns with ? * ** {a,b}'),
    shared: z.boolean().optional().describe('Others may hold it shared too: for reading. Default: false'),
    waitMs: waitMs.optional(),
    leaseMs: z
      .int()
      .min(1_000)
      .max(7 * 86_400_000)
      .optional()
      .describe('How long it is held unless renewed, ms. Default 30 min'),
    intent: z.string().min(1).max(1_000).optional().describe('What for, shown to whoever wants it too'),
    repo: z
      .boolean()
      .optional()
      .describe('Exclude in every worktree of the repository. Default: this checkout'),
    steal: z.boolean().optional().describe('Take it from whoever holds it; they are told. Default: false'),
    reason: reason.optional(),
    auto: z
      .boolean()
      .optional()
      .describe('By a hook, for an edit: lapses 15 min after the last. Default: false'),
  }),
  output: z.strictObject({
    locks: z.array(lock),
    warnings: z.array(z.string()).describe('Overlaps with other worktrees, and the like'),
  }),
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'LOCKED', 'DEADLOCK', 'LIMIT', 'TIMED_OUT', 'NOT_ALLOWED'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'lock',
    positionals: ['paths'],
    flags: [
      { field: 'shared' },
      { field: 'waitMs', long: 'wait', form: 'duration', value: '60s' },
      { field: 'leaseMs', long: 'lease', form: 'duration', value: '30m' },
      { field: 'intent', value: 'TEXT' },
      { field: 'repo' },
      { field: 'steal' },
      { field: 'reason', value: 'TEXT' },
      { field: 'auto' },
    ],
    group: 'work',
    everyday: true,
    examples: [
      ['shoal lock src/api/users.ts', 'one file, for 30 minutes'],
      [
        "shoal lock src/api/ 'test/**/*.api.ts' --wait 60s",
        'a directory and a pattern, as soon as both are free',
      ],
      ['shoal lock schema.sql --shared --intent "reading along"', 'keep others from changing what you read'],
      ['shoal lock src/a.ts --steal --reason "its holder is stuck"', 'take it over; the holder is told'],
    ],
  },
  mcp: {
    default: true,
    note: 'Lock what you are about to edit. A refusal names the holder and what to do instead.',
  },
});

export const lockRelease = defineOperation({
  name: 'lock.release',
  summary: 'Release locks of your own',
  kind: 'command',
  input: z.strictObject({
    paths: z
      .array(path)
      .max(100)
      .optional()
      .describe('As they were locked, or a directory or pattern that holds them'),
    all: z.boolean().optional().describe('Every lock that you hold. Default: false'),
  }),
  output: z.array(lock).describe('What was released'),
  errors: ['NOT_JOINED', 'INVALID_INPUT', 'NOT_ALLOWED', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'unlock',
    positionals: ['paths'],
    flags: [{ field: 'all' }],
    group: 'work',
    everyday: true,
    exitWhenEmpty: 3,
    examples: [
      ['shoal unlock src/api/users.ts', 'one file'],
      ['shoal unlock --all', 'everything that you hold'],
    ],
  },
  mcp: { default: true },
});

export const lockList = defineOperation({
  name: 'lock.list',
  summary: 'Show who holds which locks, until when and what for',
  kind: 'query',
  input: z.strictObject({
    agent: agentRef.optional().describe('Only the locks of this agent'),
    path: path.optional().describe('Only locks that overlap this path or pattern'),
    limit: limit.optional().describe('How many at most. Default 2000'),
  }),
  output: z.array(
    lock.extend({
      waiters: z
        .array(
          z.strictObject({
            agent: z.string(),
            agentName: z.string(),
            paths: z.array(z.string()).describe('All that it wants, or nothing'),
            shared: z.boolean(),
            since: time,
          }),
        )
        .describe('Who stands in line for it, the first in line first'),
    }),
  ),
  errors: ['NOT_FOUND', 'INVALID_INPUT'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'locks',
    flags: [{ field: 'agent', value: 'NAME' }, { field: 'path', value: 'PATH' }, limitFlag],
    group: 'watch',
    examples: [
      ['shoal locks', 'who holds what, until when'],
      ['shoal locks --path src/api/', 'what is locked there'],
    ],
  },
  mcp: { default: true },
});

export const lockCheck = defineOperation({
  name: 'lock.check',
  summary: 'Say whether you may edit paths, without changing anything',
  kind: 'query',
  input: z.strictObject({ paths: paths.describe('Files to edit') }),
  output: z.array(
    z.strictObject({
      given: z.string().describe('The path as it was asked for'),
      path: z.string().nullable().describe('As it would be locked; null outside the checkout'),
      state: z
        .enum(['free', 'mine', 'held', 'outside'])
        .describe('held: by another; outside: not in this checkout, so it cannot be locked'),
      renew: z.boolean().describe('An automatic lock of yours that the next edit should renew'),
      lock: lock.nullable().describe('The lock that makes it mine or held'),
      advice: z.string().nullable().describe('For held: what to do instead'),
    }),
  ),
  errors: ['NOT_JOINED'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'lock-check',
    positionals: ['paths'],
    group: 'plumbing',
    examples: [['shoal lock-check src/a.ts', 'free, mine or held']],
  },
});

export const lockBreak = defineOperation({
  name: 'lock.break',
  summary: 'End locks that somebody else holds; each holder is told by whom and why',
  kind: 'command',
  input: z.strictObject({
    ids: z
      .array(z.string().min(1).max(20).describe('Lock: l5 or 5'))
      .min(1)
      .max(100)
      .describe('Which: all of them or none'),
    reason,
  }),
  output: z.array(lock).describe('What was ended'),
  errors: ['NOT_JOINED', 'NOT_ALLOWED', 'NOT_FOUND'],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'locks break',
    positionals: ['ids'],
    flags: [{ field: 'reason', value: 'TEXT' }],
    group: 'manage',
    examples: [['shoal locks break l5 --reason "it is stuck"', 'free for whoever is next in line']],
  },
});
