import { ShoalError } from '../../domain/errors.ts';
import type { Profile } from '../../domain/profile.ts';
import type { Capabilities, McpServer } from '../../harness/driver.ts';
import type { Context } from '../../operations/context.ts';
import type { ByKind } from '../../store/port.ts';
import { agentEnvironment, type Environment } from '../spawner/environment.ts';
import { harnessPrograms } from '../spawner/harnesses.ts';
import { findProgram, nativeProgram, pathWithShoal } from '../spawner/programs.ts';
import { createWorktree } from '../spawner/worktree.ts';
import { briefing } from './briefing.ts';
import type { Launch } from './ports.ts';
import { secretsIn } from './redact.ts';

export interface LaunchOptions {
  readonly place: Context['place'];
  /** Of the daemon: agents get an allowlist of it. */
  readonly environment: Environment;
  /** This very program, such as `['/usr/bin/shoal']`. */
  readonly self: readonly string[];
  readonly tokenOf: (agent: string) => string;
  /** What the installed version of a harness was measured to do. */
  readonly capabilitiesOf: (profile: Profile) => Promise<Partial<Capabilities>>;
}

/** How a session's program is started here: where, in which environment, with which tools of ours. */
export function createLaunch(
  options: LaunchOptions,
): (session: ByKind<'session'>, agent: ByKind<'agent'>) => Promise<Launch> {
  return async (session, agent) => {
    const { profile } = session;
    const program = harnessPrograms[profile.harness];
    const directory = await directoryOf(options, session, agent.name);
    const identity = identityOf(options, agent);
    const environment = (added: Readonly<Record<string, string>>) =>
      agentEnvironment(
        options.environment,
        { passes: program?.passes ?? null, names: profile.env },
        {
          PATH: pathWithShoal(options.environment, options.self[0] ?? ''),
          ...program?.environment,
          ...added,
          ...identity,
          SHOAL_AGENT: agent.marker ?? '',
        },
      );
    return {
      spec: {
        profile,
        directory,
        agentName: agent.name,
        briefing: briefing(agent, session),
        mcpServers: [
          ...(profile.mcp === 'none' ? [] : [mcpServer(options, session, identity)]),
          ...(profile.servers ?? []).map((server) => ({ type: 'stdio', ...server }) as const),
        ],
        writableRoots: [options.place.stateDir],
        capabilities: await options.capabilitiesOf(profile),
      },
      order: (child, plan) => ({
        child,
        argv: [
          programPath(options, plan.argv[0] ?? '', directory, program?.native ?? null),
          ...plan.argv.slice(1),
        ],
        cwd: directory,
        env: environment(plan.env),
      }),
      secrets: secretsIn(environment({})),
    };
  };
}

/** Made at the first start, and found again at the next. */
async function directoryOf(
  { place }: LaunchOptions,
  session: ByKind<'session'>,
  name: string,
): Promise<string> {
  if (!session.profile.worktree) return session.directory;
  if (session.directory !== place.tree && session.directory !== place.root) return session.directory;
  return session.starts > 1 ? worktreeAgain(place.root, name) : createWorktree(place.root, name);
}

/** It may hold changes by now: they are its own. */
async function worktreeAgain(root: string, name: string): Promise<string> {
  try {
    return await createWorktree(root, name);
  } catch (error) {
    const directory = error instanceof ShoalError ? error.details?.['directory'] : undefined;
    if (typeof directory === 'string') return directory;
    throw error;
  }
}

function identityOf({ place, tokenOf }: LaunchOptions, agent: ByKind<'agent'>): Record<string, string> {
  const token = tokenOf(agent.id);
  // The second name is for programs that drop variables which look like secrets.
  return { SHOAL_AGENT_TOKEN: token, SHOAL_AGENT_KEY: token, SHOAL_DIR: place.root };
}

/** Over its own standard input, so that it works whether the daemon is there or not. */
function mcpServer(
  { self }: LaunchOptions,
  { profile }: ByKind<'session'>,
  identity: Readonly<Record<string, string>>,
): McpServer {
  const [command = 'shoal', ...args] = self;
  const toolset = profile.toolset === 'default' ? [] : [`--toolset=${profile.toolset}`];
  return { type: 'stdio', name: 'shoal', command, args: [...args, 'mcp', ...toolset], env: identity };
}

function programPath(
  { environment }: LaunchOptions,
  name: string,
  directory: string,
  native: RegExp | null,
): string {
  const path = findProgram(name, environment, directory);
  if (path !== undefined) return nativeProgram(path, native);
  throw new ShoalError('NOT_FOUND', `${name === '' ? 'No program was named' : `${name} is not on PATH`}.`, {
    hint: 'Install it, or set `command` in the profile.',
  });
}
