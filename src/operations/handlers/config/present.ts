import { budgetsOf } from '../../../domain/budget.ts';
import type { QueueConfig, Profile } from '../../../domain/profile.ts';
import type { PolicyRule, TaskPolicy } from '../../../domain/policy.ts';
import type * as contracts from '../../contracts/config.ts';
import type { OutputOf } from '../../define.ts';
import type { Config } from '../../ports.ts';

export type ConfigObject = OutputOf<typeof contracts.configShow>;
export type ProfileObject = OutputOf<typeof contracts.configProfileList>[number];
type PolicyObject = OutputOf<typeof contracts.configPolicyList>[number];
type QueueObject = OutputOf<typeof contracts.configQueueList>[number];

export function toConfig(config: Config): ConfigObject {
  return {
    file: config.file,
    exists: config.exists,
    defaultProfile: config.defaultProfile,
    defaultPipeline: config.defaultPipeline,
    profiles: toProfiles(config),
    queues: Object.values(config.queues).map(toQueue),
    policies: toPolicies(config.policies),
    budgets: [...budgetsOf(config.budgets)],
    ...config.serve,
    problems: [...config.problems],
  };
}

export function toProfiles(config: Config): ProfileObject[] {
  return Object.values(config.profiles).map((profile) => toProfile(config, profile));
}

export function toProfile(config: Config, profile: Profile): ProfileObject {
  const { timers, command, capabilities, env, ...rest } = profile;
  return {
    ...rest,
    from: config.written.includes(profile.name) ? 'file' : 'built-in',
    isDefault: config.defaultProfile === profile.name,
    command: command === null ? null : [...command],
    capabilities: [...capabilities],
    env: [...env],
    ...timers,
  };
}

export function toQueue(queue: QueueConfig): QueueObject {
  return { ...queue };
}

/** Those of tasks come after those of the file, and are numbered on. */
export function toPolicies(
  rules: readonly PolicyRule[],
  ofTasks: readonly TaskPolicy[] = [],
): PolicyObject[] {
  const all = [
    ...rules.map((rule) => ({ ...rule, task: null })),
    ...ofTasks.map(({ rule, task }) => ({ ...rule, task })),
  ];
  return all.map((rule, index) => ({ number: index + 1, ...rule }));
}
