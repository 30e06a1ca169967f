import { z } from 'zod';
import { nameMax } from '../../domain/names.ts';
import { efforts, harnessKinds, permissions } from '../../domain/profile.ts';

/*
 * What `shoal.yaml` may hold. Checked in this form, and in no other; the JSON Schema for editors and the reference page are
 * made from it. Keys are camelCase; the same key in snake_case is the same key.
 */

const name = z.string().min(1).max(nameMax);
const word = z.string().min(1).max(64);
const duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(ms|s|m|h|d))+$/)
  .describe('A duration with its unit: 90s, 10m, 1h30m');

const timers = z
  .strictObject({
    start: duration.optional().describe('From the start of its process to its first sign. Default: 60s'),
    silence: duration
      .optional()
      .describe('Between two signs during a turn, while no tool runs. Default: 10m'),
    tool: duration.optional().describe('One tool call. Default: 60m'),
    turn: duration.optional().describe('One whole turn. Default: 4h'),
    afterResult: duration
      .optional()
      .describe('From the result of a program that ends by itself to its exit. Default: 30s'),
  })
  .describe('Limits of time, counted on a clock that stands still while the machine sleeps');

const profile = z
  .strictObject({
    harness: z
      .enum(harnessKinds)
      .optional()
      .describe(
        'Program whose protocol is spoken; `acp` is any ACP agent, `command` any program. Default: the name of the profile, when it is that of a harness',
      ),
    command: z
      .union([z.string().min(1).max(4_000), z.array(z.string().max(4_000)).min(1).max(200)])
      .optional()
      .describe(
        "Program and arguments, as a list, or as words without quotes, instead of the harness's own. Needed for `acp` and `command`",
      ),
    model: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Model. Default: the one that the harness is set to'),
    effort: z.enum(efforts).optional().describe('How hard it thinks. Default: as the harness is set'),
    permission: z
      .enum(permissions)
      .optional()
      .describe(
        'What it may do unasked. read: look only. write: change files here. full: anything. auto: ask for what matters. Default: auto',
      ),
    prompt: z
      .string()
      .min(1)
      .max(100_000)
      .optional()
      .describe("Its role, in words: added to the harness's own system prompt. Default: none"),
    role: word.optional().describe('Role, for messages to @role and tasks for @role. Default: none'),
    capabilities: z
      .array(word)
      .max(50)
      .optional()
      .describe('What it can do, matched with what tasks need. Default: none'),
    env: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
          .max(200),
      )
      .max(100)
      .optional()
      .describe('Names of variables passed on besides those that its program needs. Default: none'),
    mcp: z
      .enum(['with-own', 'only-shoal', 'none'])
      .optional()
      .describe(
        "MCP servers that it sees. with-own: the harness's own and Shoal's. only-shoal: Shoal's alone. none: not even that. Default: with-own",
      ),
    toolset: z
      .enum(['default', 'read', 'all'])
      .optional()
      .describe(
        'Tools of Shoal that it sees; `read` holds none that changes anything. Default: read when its permission is read, else default',
      ),
    worktree: z.boolean().optional().describe('Works in a git worktree of its own. Default: false'),
    timers: timers.optional(),
    crashesMax: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('Crashes in a row after which it is not started again. Default: 3'),
  })
  .describe('How to start an agent');

const queue = z
  .strictObject({
    profile: name
      .optional()
      .describe('Profile of the workers that are started for its tasks. Default: none, agents claim from it'),
    maxParallel: z.int().min(1).max(1_000).optional().describe('Workers at once. Default: 1'),
    maxAttempts: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Attempts of a task before it is failed for good. Default: the workspace's, 3"),
    open: z
      .boolean()
      .optional()
      .describe('Agents that may do less than its profile may add tasks to it too. Default: false'),
  })
  .describe('A queue: dispatched when it has a profile, claimed from when it has none');

const pattern = z.string().min(1).max(1_000);

const policy = z
  .strictObject({
    decision: z.enum(['allow', 'deny', 'ask']).describe('What happens to a request that matches'),
    tool: pattern.optional().describe('Name of the tool. Default: any'),
    path: pattern.optional().describe('Path that it touches. Default: any'),
    command: pattern.optional().describe('Command line that it runs. Default: any'),
    profile: name.optional().describe('Profile of the agent that asks. Default: any'),
    reason: z.string().min(1).max(1_000).optional().describe('Why; told to the agent that is refused'),
  })
  .describe('A rule: patterns are globs (*, **, ?, {a,b}), and all that are given must match');

const serve = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe('Address to serve on; beyond loopback a token is always required. Default: 127.0.0.1'),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe('Port; when it is taken, the next free one. 0: any. Default: 8000'),
    logLevel: z
      .enum(['debug', 'info', 'warn', 'error'])
      .optional()
      .describe('Least level that is logged. Default: info'),
  })
  .describe(
    'Where the daemon serves, in force within a second; SHOAL_HOST, SHOAL_PORT and SHOAL_LOG_LEVEL go before it, flags before those',
  );

const usd = z.number().min(0.01).max(1_000_000).describe('US dollars a day');

const budgets = z
  .strictObject({
    workspace: usd.optional().describe('US dollars a day, for everything. Default: no limit'),
    queues: z.record(name, usd).optional().describe('US dollars a day by queue. Default: none has a limit'),
    profiles: z
      .record(name, usd)
      .optional()
      .describe('US dollars a day by profile, for all its sessions. Default: none has a limit'),
  })
  .describe(
    "What may be spent on a day, from midnight of the daemon's machine: at 80 % and 100 % the log says so, and from 100 % on no worker is started for a queue. A session that runs goes on to its end, and a person may start others",
  );

/** An empty section is written as nothing at all. */
export const fileSchema = z.strictObject({
  profiles: z.record(name, profile.nullable()).nullish().describe('Profiles by name'),
  defaultProfile: name
    .nullish()
    .describe('Profile of an agent that is started without naming one. Default: none'),
  defaultPipeline: name
    .nullish()
    .describe('Pipeline that runs when none is named. Default: the one called default, or the only one'),
  registry: z
    .string()
    .min(1)
    .max(1_000)
    .nullish()
    .describe(
      'Where pipelines are pulled from and published to: a directory, a git repository, OWNER/NAME on GitHub, or the URL of an HTTP index. Default: a directory of your own',
    ),
  queues: z.record(name, queue.nullable()).nullish().describe('Queues by name'),
  policies: z
    .array(policy)
    .max(1_000)
    .nullish()
    .describe('Decide requests for permission at once; the first rule that matches counts'),
  budgets: budgets.nullish(),
  serve: serve.nullish(),
});

export type FileData = z.output<typeof fileSchema>;
export type ProfileData = z.output<typeof profile>;
