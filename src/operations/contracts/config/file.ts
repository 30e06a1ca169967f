import { z } from 'zod';
import { defineOperation } from '../../define.ts';
import { config, editErrors, limit, readErrors } from './config-object.ts';

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
  input: z.strictObject({
    text: z
      .string()
      .max(1_000_000)
      .optional()
      .describe('Check this text instead, as if it were the file. Default: what stands in the file'),
  }),
  output: z.strictObject({
    file: z.string(),
    ok: z.boolean(),
    problems: z.array(z.string()),
    found: z
      .array(z.strictObject({ line: z.int(), column: z.int(), text: z.string() }))
      .describe('The same by place, counted from 1; without what is wrong with variables'),
  }),
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

export const configSource = defineOperation({
  name: 'config.source',
  summary: 'Give shoal.yaml as it is written, and its version',
  kind: 'query',
  input: z.strictObject({}),
  output: z.strictObject({
    file: z.string().describe('Absolute; whether it exists or not'),
    exists: z.boolean(),
    text: z.string().describe('Empty when there is none'),
    version: z.string().describe('Changes with each change of the text: give it to config.write as `base`'),
  }),
  errors: [...readErrors, 'CONFLICT'],
  access: 'anyone',
  needs: 'store',
});

export const configWrite = defineOperation({
  name: 'config.write',
  summary:
    'Put a whole text in the place of shoal.yaml, if it is sound and nobody changed the file meanwhile',
  kind: 'command',
  input: z.strictObject({
    text: z.string().max(1_000_000).describe('The whole file'),
    base: z.string().min(1).max(100).describe('`version` of the text that this one was made from'),
  }),
  output: z.strictObject({ version: z.string(), config }),
  errors: [...editErrors],
  access: 'human',
  needs: 'store',
});

export const configLimits = defineOperation({
  name: 'config.limits',
  summary: 'Show every limit and default of this workspace, what it is and where it comes from',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(limit),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config limits',
    group: 'manage',
    examples: [['shoal config limits', 'those of .shoal/config.json first']],
  },
  mcp: { default: false },
});

export const configLimit = defineOperation({
  name: 'config.limit',
  summary: 'Set a limit of this workspace; commands obey it at once, a running daemon from its next start',
  kind: 'command',
  input: z.strictObject({
    name: z.string().min(1).max(64).describe('As `config limits` names it'),
    value: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Number, true, false or word; of a time also 30m, 1h30m, 90s. Default: its default again'),
  }),
  output: limit,
  errors: [...editErrors],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'config limit',
    positionals: ['name', 'value'],
    group: 'manage',
    examples: [
      ['shoal config limit taskLeaseMs 1h', 'an hour'],
      ['shoal config limit taskLeaseMs', 'as if it had never been set'],
    ],
  },
});
