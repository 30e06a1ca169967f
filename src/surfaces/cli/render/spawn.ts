import type * as contracts from '../../../operations/contracts/spawn.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { lines, literal, nextStep, paint, plural, type Style } from './style.ts';

type Spawned = OutputOf<typeof contracts.spawnStart>[number];

export function renderStart(agents: readonly Spawned[], style: Style): string {
  if (agents.length === 0) return 'Nothing was started.';
  const isPlanned = agents.every(({ state }) => state === 'planned');
  const counted = countByHarness(agents);
  return lines(
    isPlanned ? `Would start ${counted}:` : `Started ${counted}:`,
    ...agents.map((agent) => describe(agent, style)),
    isPlanned ? undefined : nextStep(style, 'shoal watch'),
  );
}

export function renderAllow({ agentsMaySpawn }: OutputOf<typeof contracts.spawnAllow>): string {
  return agentsMaySpawn
    ? 'Agents may start agents in this workspace.'
    : 'Only people may start agents in this workspace.';
}

function describe(
  { id, name, state, pid, directory, branch, logFile, commandLine }: Spawned,
  style: Style,
): string {
  const facts = [
    ...(id === null ? [] : [id]),
    literal(name),
    ...(state === 'planned' ? [] : [state]),
    ...(pid === null ? [] : [`process ${pid}`]),
    `in ${literal(directory)}`,
    ...(branch === null ? [] : [`on ${literal(branch)}`]),
    logFile === null ? 'in a window' : `log ${literal(logFile)}`,
  ];
  return lines(facts.join('  '), paint(style, 'quiet', `  ${commandLine.map(shown).join(' ')}`));
}

function countByHarness(agents: readonly Spawned[]): string {
  const counts = new Map<string, number>();
  for (const { harness } of agents) counts.set(harness, (counts.get(harness) ?? 0) + 1);
  const parts = [...counts].map(
    ([harness, count]) => `${count} ${harness === 'command' ? 'of your own program' : harness}`,
  );
  return `${plural(agents.length, 'agent')} (${parts.join(', ')})`;
}

function shown(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : literal(JSON.stringify(word));
}
