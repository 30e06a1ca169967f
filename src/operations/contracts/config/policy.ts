import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { name, pattern, policy, readErrors, editErrors } from './config-object.ts';

export const configPolicyList = defineOperation({
  name: 'config.policy-list',
  summary: 'List the policies, in the order in which they are tried',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(policy),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config policy list',
    aliases: ['config policy'],
    group: 'manage',
    examples: [['shoal config policy list', 'what is decided without asking']],
  },
  mcp: { default: false },
});

export const configPolicyAdd = defineOperation({
  name: 'config.policy-add',
  summary: 'Add a policy: allow, deny or ask, by tool, path, command and profile',
  kind: 'command',
  input: z.strictObject({
    decision: z.enum(['allow', 'deny', 'ask']).describe('What happens to a request that matches'),
    tool: pattern.optional().describe('Name of the tool, a glob. Default: any'),
    path: pattern.optional().describe('Path, a glob. Default: any'),
    command: pattern.optional().describe('Command line, a glob. Default: any'),
    profile: name.optional().describe('Profile of the agent that asks. Default: any'),
    reason: z.string().min(1).max(1_000).optional().describe('Why; told to the agent that is refused'),
    first: z.boolean().optional().describe('Before all others. Default: after them'),
  }),
  output: z.array(policy),
  errors: [...editErrors],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'config policy add',
    positionals: ['decision'],
    flags: [
      { field: 'tool', value: 'GLOB' },
      { field: 'path', value: 'GLOB' },
      { field: 'command', value: 'GLOB' },
      { field: 'profile', value: 'PROFILE' },
      { field: 'reason', short: 'r', value: 'TEXT' },
      { field: 'first' },
    ],
    group: 'manage',
    examples: [
      ['shoal config policy add allow --command "npm test*"', 'asked no more'],
      ['shoal config policy add deny --path ".env*" --first', 'whatever the others say'],
    ],
  },
});

export const configPolicyRemove = defineOperation({
  name: 'config.policy-remove',
  summary: 'Remove a policy by its number',
  kind: 'command',
  input: z.strictObject({ number: z.int().min(1).max(1_000).describe('As `config policy list` shows it') }),
  output: z.array(policy),
  errors: [...editErrors],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'config policy remove',
    aliases: ['config policy rm'],
    positionals: ['number'],
    group: 'manage',
    examples: [['shoal config policy remove 2', 'the second of the list']],
  },
});
