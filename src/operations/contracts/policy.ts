import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { limit, limitFlag, time } from './fields.ts';

const decision = z.enum(['allow', 'deny', 'ask']);

export const policyTest = defineOperation({
  name: 'policy.test',
  summary:
    'Replay the policies of shoal.yaml over the permissions that were asked for: what would differ now',
  kind: 'query',
  input: z.strictObject({
    limit: limit.optional().describe('How many of the latest requests. Default 500'),
    differing: z.boolean().optional().describe('Only those that would be decided otherwise. Default: all'),
  }),
  output: z.strictObject({
    file: z.string(),
    rules: z.int().describe('Policies in force'),
    problems: z.array(z.string()).describe('Why the file is not in force, if it is not'),
    replayed: z.int(),
    differ: z.int().describe('Would be decided otherwise by the policies'),
    against: z.int().describe('Would be decided otherwise than a person or agent decided'),
    requests: z.array(
      z.strictObject({
        id: z.string(),
        createdAt: time,
        agentName: z.string(),
        profile: z.string().nullable(),
        title: z.string(),
        was: decision.describe('What the policies said then; ask: it was left to somebody'),
        outcome: z.enum(['approve', 'reject']).nullable().describe('What came of it'),
        decidedByName: z.string().nullable(),
        would: decision.describe('What they say now'),
        rule: z.int().nullable().describe('Which policy, from 1; null: none matches'),
        differs: z.boolean(),
        against: z.boolean(),
      }),
    ),
  }),
  errors: [],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'policy test',
    flags: [limitFlag, { field: 'differing' }],
    group: 'manage',
    examples: [
      ['shoal policy test', 'before you rely on a new policy'],
      ['shoal policy test --differing', 'only what would change'],
    ],
  },
  mcp: { default: false },
});
