import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { name, queue, removed, readErrors, editErrors } from './config-object.ts';

export const configQueueList = defineOperation({
  name: 'config.queue-list',
  summary: 'List the queues that shoal.yaml configures',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(queue),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config queue list',
    aliases: ['config queue'],
    group: 'manage',
    examples: [['shoal config queue list', '`shoal queue` shows what is in them']],
  },
  mcp: { default: false },
});

export const configQueueAdd = defineOperation({
  name: 'config.queue-add',
  summary: 'Add a queue, or change one: with a profile its tasks are given to workers',
  kind: 'command',
  input: z.strictObject({
    name: name.describe('Its name'),
    profile: name.optional().describe('Profile of its workers. Default: none, agents claim from it'),
    maxParallel: z.int().min(1).max(1_000).optional().describe('Workers at once. Default: 1'),
    maxAttempts: z.int().min(1).max(100).optional().describe("Attempts of a task. Default: the workspace's"),
  }),
  output: queue,
  errors: [...editErrors, 'LIMIT', 'UNHEALTHY'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'config queue add',
    positionals: ['name'],
    flags: [
      { field: 'profile', short: 'p', value: 'PROFILE' },
      { field: 'maxParallel', short: 'n', form: 'integer', value: 'N' },
      { field: 'maxAttempts', form: 'integer', value: 'N' },
    ],
    group: 'manage',
    examples: [['shoal config queue add review -p reviewer -n 2', 'two workers at once']],
  },
  mcp: {
    default: false,
    note: 'Needs that a person has run `shoal allow spawn`, and a profile with no more permission than your own.',
  },
});

export const configQueueRemove = defineOperation({
  name: 'config.queue-remove',
  summary: 'Remove a queue from shoal.yaml that holds no open task and has no worker',
  kind: 'command',
  input: z.strictObject({ name: name.describe('Queue') }),
  output: removed,
  errors: [...editErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'config queue remove',
    aliases: ['config queue rm'],
    positionals: ['name'],
    group: 'manage',
    examples: [['shoal config queue remove review', 'refused while it holds open tasks']],
  },
  mcp: { default: false },
});
