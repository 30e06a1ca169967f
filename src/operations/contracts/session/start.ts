import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { key, keyFlag, taskRef } from '../fields.ts';
import { sessionObject, sessionRef } from './session-object.ts';

const name = z.string().min(1).max(64);
const newName = name.describe('Name of its agent. Default: the next free of PROFILE-1, PROFILE-2, …');
const nameFlag = { field: 'name', short: 'n', value: 'NAME' } as const;
const turn = z.string().min(1).max(1_000_000);
const firstTurn = turn.describe('Its first turn. Default: it waits for one');

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
    text: firstTurn.optional(),
    name: newName.optional(),
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
    flags: [nameFlag, { field: 'task', value: 'ID' }, { field: 'worktree' }, keyFlag],
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

/** The frame of what begins where a session is, or was. */
const further = {
  kind: 'command',
  output: sessionObject,
  errors: ['NOT_FOUND', 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'LIMIT'],
  access: 'agent',
  needs: 'daemon',
  mcp: { default: false },
} as const;
const furtherCli = {
  positionals: ['session', 'text'],
  flags: [nameFlag],
  fileInto: 'text',
  group: 'manage',
} as const;

export const sessionResume = defineOperation({
  ...further,
  name: 'session.resume',
  summary: 'Go on with a session that has ended, where it was',
  input: z.strictObject({
    session: sessionRef,
    text: turn.optional().describe('Its next turn. Default: it waits for one'),
    name: name.optional().describe('Name of its agent. Default: as before'),
  }),
  cli: {
    command: 'continue',
    ...furtherCli,
    examples: [
      [
        'shoal continue reviewer "Now the tests"',
        'it remembers what was said; `shoal resume reviewer` is the same',
      ],
    ],
  },
});

export const sessionFork = defineOperation({
  ...further,
  name: 'session.fork',
  summary: 'Start another agent that remembers what this one does',
  input: z.strictObject({
    session: sessionRef,
    text: firstTurn.optional(),
    name: newName.optional(),
  }),
  cli: {
    command: 'fork',
    ...furtherCli,
    examples: [['shoal fork impl "Try it the other way" -n impl-b', 'both go on from here']],
  },
});
