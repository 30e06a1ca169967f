import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { config, readErrors, editErrors } from './config-object.ts';

export const configShow = defineOperation({
  name: 'config.show',
  summary: 'Show the configuration in force: profiles, queues, policies, where the daemon serves',
  kind: 'query',
  input: z.strictObject({}),
  output: config,
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config show',
    aliases: ['config'],
    group: 'manage',
    examples: [['shoal config show', 'what shoal.yaml and the defaults come to']],
  },
  mcp: { default: false },
});

export const configExplain = defineOperation({
  name: 'config.explain',
  summary: 'Say what one key is, what is in force and where that comes from',
  kind: 'query',
  input: z.strictObject({
    key: z
      .string()
      .min(1)
      .max(300)
      .describe('Key of shoal.yaml, its words with dots between, or a setting of .shoal/config.json'),
  }),
  output: z.strictObject({
    key: z.string(),
    value: z.unknown().describe('In force'),
    from: z.enum(['default', 'file', 'environment']),
    where: z.string().nullable().describe('File with line and column, or variable; null for a default'),
    doc: z.string(),
    running: z.string().nullable().describe('What the running daemon has instead, when that differs'),
  }),
  errors: [...readErrors, 'NOT_FOUND'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config explain',
    positionals: ['key'],
    group: 'manage',
    examples: [
      ['shoal config explain queues.review.maxParallel', 'its value, the line it stands on, what it means'],
      ['shoal config explain serve.port', 'flag before variable before file before default'],
    ],
  },
  mcp: { default: false },
});

export const configCheck = defineOperation({
  name: 'config.check',
  summary: 'Check shoal.yaml; says every problem with its line and column',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({ file: z.string(), ok: z.boolean(), problems: z.array(z.string()) }),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config check',
    group: 'manage',
    exitWhenFalse: 'ok',
    examples: [['shoal config check', 'exit code 1 when there is a problem']],
  },
  mcp: { default: false },
});

export const configSchema = defineOperation({
  name: 'config.schema',
  summary: 'Print the JSON Schema of shoal.yaml, for editors',
  kind: 'query',
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config schema',
    group: 'manage',
    examples: [['shoal config schema > shoal.schema.json', 'for an editor that wants a file']],
  },
});

export const configSet = defineOperation({
  name: 'config.set',
  summary: 'Set one key of shoal.yaml; comments and everything else stay as they are',
  kind: 'command',
  input: z.strictObject({
    key: z.string().min(1).max(300).describe('Its words with dots between: queues.review.maxParallel'),
    value: z.string().max(100_000).describe('Text, number, true or false, or JSON, as the key wants it'),
  }),
  output: config,
  errors: [...editErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'config set',
    positionals: ['key', 'value'],
    group: 'manage',
    examples: [['shoal config set queues.review.maxParallel 3', 'in force at once']],
  },
  mcp: { default: false },
});

export const configUnset = defineOperation({
  name: 'config.unset',
  summary: 'Remove one key of shoal.yaml: its default holds again',
  kind: 'command',
  input: z.strictObject({ key: z.string().min(1).max(300).describe('Its words with dots between') }),
  output: config,
  errors: [...editErrors],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'config unset',
    positionals: ['key'],
    group: 'manage',
    examples: [['shoal config unset serve.port', 'back to the default']],
  },
  mcp: { default: false },
});
