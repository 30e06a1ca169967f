import { noBudgets } from '../../domain/budget.ts';
import { parseDuration } from '../../domain/duration.ts';
import { parseName } from '../../domain/names.ts';
import type { PolicyRule } from '../../domain/policy.ts';
import {
  defaultTimers,
  type HarnessKind,
  harnessKinds,
  newProfile,
  type Profile,
  type QueueConfig,
  type Timers,
} from '../../domain/profile.ts';
import type { Config } from '../../operations/ports.ts';
import { closest } from '../cli/suggest.ts';
import type { Problem } from './problems.ts';
import type { FileData, ProfileData } from './schema.ts';

export type Resolved = Omit<Config, 'file' | 'exists' | 'problems'>;

/** Profiles that are there without any file; one of the same name in the file takes its place. */
const builtInHarnesses = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;

const defaultServe = { host: '127.0.0.1', port: 8_000, logLevel: 'info' } as const;

/** What is in force, with nothing left to a default. */
export function resolve(data: FileData): Resolved {
  const given = Object.entries(data.profiles ?? {}).map(([name, profile]) => toProfile(name, profile ?? {}));
  const builtIn = builtInHarnesses.map((name) => toProfile(name, {}));
  return {
    profiles: byName([...builtIn, ...given]),
    written: given.map(({ name }) => name),
    defaultProfile: data.defaultProfile ?? null,
    defaultPipeline: data.defaultPipeline ?? null,
    registry: data.registry ?? null,
    queues: byName(Object.entries(data.queues ?? {}).map(([name, queue]) => toQueue(name, queue ?? {}))),
    policies: (data.policies ?? []).map(toRule),
    budgets: { ...noBudgets, ...withoutUndefined(data.budgets ?? {}) },
    serve: { ...defaultServe, ...withoutUndefined(data.serve ?? {}) },
  };
}

function byName<T extends { readonly name: string }>(items: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(items.map((item) => [item.name, item]));
}

function toProfile(name: string, { command, timers, ...data }: ProfileData): Profile {
  return newProfile({
    ...withoutUndefined(data),
    name,
    harness: data.harness ?? harnessOf(name) ?? 'command',
    command: typeof command === 'string' ? command.trim().split(/\s+/) : (command ?? null),
    capabilities: [...new Set(data.capabilities)],
    env: [...new Set(data.env)],
    timers: toTimers(timers ?? {}),
  });
}

function harnessOf(name: string): HarnessKind | undefined {
  return harnessKinds.find((kind) => kind === name);
}

function toTimers(data: NonNullable<ProfileData['timers']>): Timers {
  const ms = (text: string | undefined, fallback: number): number =>
    text === undefined ? fallback : (parseDuration(text) ?? fallback);
  return {
    startMs: ms(data.start, defaultTimers.startMs),
    silenceMs: ms(data.silence, defaultTimers.silenceMs),
    toolMs: ms(data.tool, defaultTimers.toolMs),
    turnMs: ms(data.turn, defaultTimers.turnMs),
    afterResultMs: ms(data.afterResult, defaultTimers.afterResultMs),
  };
}

function toQueue(name: string, data: NonNullable<NonNullable<FileData['queues']>[string]>): QueueConfig {
  return {
    name,
    profile: data.profile ?? null,
    maxParallel: data.maxParallel ?? 1,
    maxAttempts: data.maxAttempts ?? null,
    open: data.open ?? false,
  };
}

function toRule(data: NonNullable<FileData['policies']>[number]): PolicyRule {
  return {
    decision: data.decision,
    tool: data.tool ?? null,
    path: data.path ?? null,
    command: data.command ?? null,
    profile: data.profile ?? null,
    reason: data.reason ?? null,
  };
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  }; // just filtered
}

/** What no schema can say: names that must exist, and what one field wants of another. */
export function crossCheck(data: FileData): readonly Problem[] {
  const profiles = [...new Set([...builtInHarnesses, ...Object.keys(data.profiles ?? {})])];
  return [
    ...Object.entries(data.profiles ?? {}).flatMap(([name, profile]) => checkProfile(name, profile ?? {})),
    ...Object.keys(data.queues ?? {}).flatMap((name) => checkName(['queues', name], name)),
    ...named(['defaultProfile'], data.defaultProfile, profiles),
    ...Object.entries(data.queues ?? {}).flatMap(([name, queue]) =>
      named(['queues', name, 'profile'], queue?.profile, profiles),
    ),
    ...Object.keys(data.budgets?.profiles ?? {}).flatMap((name) =>
      named(['budgets', 'profiles', name], name, profiles),
    ),
    ...(data.policies ?? []).flatMap((rule, index) =>
      named(['policies', String(index), 'profile'], rule.profile, profiles),
    ),
  ];
}

function checkProfile(name: string, data: ProfileData): readonly Problem[] {
  const path = ['profiles', name];
  const harness = data.harness ?? harnessOf(name);
  const problems = [...checkName(path, name)];
  if (harness === undefined)
    problems.push({
      path,
      isKey: true,
      text: `${path.join('.')} needs a harness: ${harnessKinds.join(', ')}`,
    });
  if ((harness === 'acp' || harness === 'command') && data.command === undefined)
    problems.push({
      path,
      isKey: true,
      text: `${path.join('.')} needs a command: ${harness} has none of its own`,
    });
  if (typeof data.command === 'string' && /["'\\$`]/.test(data.command))
    problems.push({
      path: [...path, 'command'],
      isKey: false,
      text: `${path.join('.')}.command has quotes in it; write it as a list: [program, "an argument"]`,
    });
  return problems;
}

function checkName(path: readonly string[], name: string): readonly Problem[] {
  try {
    parseName(name);
    return [];
  } catch (error) {
    return [
      { path, isKey: true, text: `${path[0]}: ${error instanceof Error ? error.message : String(error)}` },
    ];
  }
}

function named(
  path: readonly string[],
  name: string | null | undefined,
  profiles: readonly string[],
): readonly Problem[] {
  if (name === undefined || name === null || profiles.includes(name)) return [];
  const near = closest(name, profiles);
  const hint = near === undefined ? `there are: ${profiles.join(', ')}` : `did you mean "${near}"?`;
  return [
    { path, isKey: false, text: `${path.join('.')} is "${name}", and there is no such profile; ${hint}` },
  ];
}
