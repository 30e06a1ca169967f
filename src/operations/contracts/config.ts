import { z } from 'zod';
import { efforts, harnessKinds, permissions } from '../../domain/profile.ts';
import { defineOperation } from '../define.ts';

const name = z.string().min(1).max(64);
const pattern = z.string().min(1).max(1_000);

const profile = z.strictObject({
  name: z.string(),
  from: z.enum(['built-in', 'file']),
  isDefault: z.boolean(),
  harness: z.enum(harnessKinds),
  command: z.array(z.string()).nullable().describe("null: the harness's own"),
  model: z.string().nullable(),
  effort: z.enum(efforts).nullable(),
  permission: z.enum(permissions),
  prompt: z.string().nullable(),
  role: z.string().nullable(),
  capabilities: z.array(z.string()),
  env: z.array(z.string()),
  mcp: z.enum(['with-own', 'only-shoal', 'none']),
  toolset: z.enum(['default', 'read', 'all']),
  worktree: z.boolean(),
  startMs: z.int(),
  silenceMs: z.int(),
  toolMs: z.int(),
  turnMs: z.int(),
  afterResultMs: z.int(),
  crashesMax: z.int(),
});

const queue = z.strictObject({
  name: z.string(),
  profile: z.string().nullable().describe('null: agents claim from it'),
  maxParallel: z.int(),
  maxAttempts: z.int().nullable().describe("null: the workspace's"),
  open: z.boolean(),
});

const policy = z.strictObject({
  number: z.int().describe('Place in the list, from 1: the first that matches decides'),
  decision: z.enum(['allow', 'deny', 'ask']),
  tool: z.string().nullable(),
  path: z.string().nullable(),
  command: z.string().nullable(),
  profile: z.string().nullable(),
  reason: z.string().nullable(),
});

const config = z.strictObject({
  file: z.string().describe('Whether it exists or not'),
  exists: z.boolean(),
  defaultProfile: z.string().nullable(),
  profiles: z.array(profile),
  queues: z.array(queue),
  policies: z.array(policy),
  host: z.string(),
  port: z.int(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  problems: z
    .array(z.string())
    .describe('What keeps the file from being in force, with line and column; then the last good one is'),
});

const readErrors = ['NO_WORKSPACE'] as const;
const editErrors = ['INVALID_INPUT', 'NOT_FOUND', 'NOT_JOINED', 'NOT_ALLOWED', 'CONFLICT', 'BUSY'] as const;

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

export const configDefaultProfile = defineOperation({
  name: 'config.default-profile',
  summary: 'Choose the profile of agents that are started without naming one',
  kind: 'command',
  input: z.strictObject({ name: name.describe('Profile') }),
  output: config,
  errors: [...editErrors],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'config default-profile',
    positionals: ['name'],
    group: 'manage',
    examples: [['shoal config default-profile impl', '`shoal start` uses it']],
  },
});

export const configProfileList = defineOperation({
  name: 'config.profile-list',
  summary: 'List the profiles: those of shoal.yaml, and one for each harness',
  kind: 'query',
  input: z.strictObject({}),
  output: z.array(profile),
  errors: [...readErrors],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'config profile list',
    aliases: ['config profile', 'profiles'],
    group: 'manage',
    examples: [['shoal config profile list', 'how agents can be started here']],
  },
  mcp: { default: false },
});

export const configProfileAdd = defineOperation({
  name: 'config.profile-add',
  summary: 'Add a profile; the first one becomes the default',
  kind: 'command',
  input: z.strictObject({
    name: name.describe('Its name'),
    harness: z
      .enum(harnessKinds)
      .optional()
      .describe('Program. Default: the name, when it is that of a harness'),
    command: z
      .array(z.string().max(4_000))
      .max(200)
      .optional()
      .describe(
        "Program and arguments instead of the harness's own; for acp and command. Each word on its own",
      ),
    model: z.string().min(1).max(200).optional().describe('Model. Default: as the harness is set'),
    effort: z.enum(efforts).optional().describe('How hard it thinks. Default: as the harness is set'),
    permission: z.enum(permissions).optional().describe('What it may do unasked. Default: auto'),
    prompt: z.string().min(1).max(100_000).optional().describe('Its role, in words. Default: none'),
    role: z.string().min(1).max(64).optional().describe('Role, for @role. Default: none'),
    capabilities: z.array(name).max(50).optional().describe('What it can do. Default: nothing special'),
    env: z
      .array(z.string().min(1).max(200))
      .max(100)
      .optional()
      .describe('Variables passed on. Default: none'),
    mcp: z
      .enum(['with-own', 'only-shoal', 'none'])
      .optional()
      .describe('MCP servers it sees. Default: with-own'),
    toolset: z
      .enum(['default', 'read', 'all'])
      .optional()
      .describe('Tools of Shoal it sees. Default: read when its permission is read, else default'),
    worktree: z.boolean().optional().describe('In a git worktree of its own. Default: false'),
  }),
  output: profile,
  errors: [...editErrors],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'config profile add',
    positionals: ['name'],
    flags: [
      { field: 'harness', short: 'H', value: 'HARNESS' },
      { field: 'command', value: 'WORD' },
      { field: 'model', short: 'm', value: 'MODEL' },
      { field: 'effort', value: 'EFFORT' },
      { field: 'permission', short: 'p', value: 'read|write|full|auto' },
      { field: 'prompt', value: 'TEXT' },
      { field: 'role', value: 'ROLE' },
      { field: 'capabilities', long: 'capability', short: 'c', value: 'CAPABILITY' },
      { field: 'env', value: 'NAME' },
      { field: 'mcp', value: 'MCP' },
      { field: 'toolset', value: 'TOOLSET' },
      { field: 'worktree' },
    ],
    group: 'manage',
    examples: [
      ['shoal config profile add impl -H claude -p write', 'Claude Code that may change files here'],
      ['shoal config profile add local -H acp --command my-agent --command=--acp', 'any ACP agent'],
    ],
  },
});

const removed = z.strictObject({ removed: z.string() });

export const configProfileRemove = defineOperation({
  name: 'config.profile-remove',
  summary: 'Remove a profile that nothing uses',
  kind: 'command',
  input: z.strictObject({ name: name.describe('Profile') }),
  output: removed,
  errors: [...editErrors],
  access: 'human',
  needs: 'store',
  cli: {
    command: 'config profile remove',
    aliases: ['config profile rm'],
    positionals: ['name'],
    group: 'manage',
    examples: [['shoal config profile remove impl', 'refused while a queue, policy or session uses it']],
  },
});

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
