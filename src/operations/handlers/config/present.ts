import { budgetsOf } from '../../../domain/budget.ts';
import type { QueueConfig, Profile } from '../../../domain/profile.ts';
import type { PolicyRule } from '../../../domain/policy.ts';
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

export function toPolicies(rules: readonly PolicyRule[]): PolicyObject[] {
  return rules.map((rule, index) => ({ number: index + 1, ...rule }));
}
