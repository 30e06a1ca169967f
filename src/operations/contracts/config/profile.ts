import { z } from 'zod';
import { efforts, harnessKinds, permissions } from '../../../domain/profile.ts';
import { defineOperation } from '../../define.ts';
import { name, profile, config, removed, readErrors, editErrors } from './config-object.ts';

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
