import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { limit, limitFlag, time } from '../fields.ts';
import { sessionRef } from './session-object.ts';

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
    flags: [{ field: 'before', form: 'integer', value: 'N' }, limitFlag],
    group: 'watch',
    examples: [['shoal turns reviewer', 'what it was given, turn by turn']],
  },
  mcp: { default: false },
});
