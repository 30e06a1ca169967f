import { ShoalError } from '../../../domain/errors.ts';
import { parseName } from '../../../domain/names.ts';
import type { View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/spawn.ts';
import type { InputOf } from '../../define.ts';
import type { Launcher, LaunchPlan } from '../../ports.ts';

type Input = InputOf<typeof contracts.spawnStart>;

const flags = ['claude', 'codex', 'gemini', 'opencode', 'copilot'] as const;

/** Which harness each agent gets: those asked for in turn, else those on PATH in turn, else the caller's own program. */
function chooseHarnesses(input: Input, launcher: Launcher): readonly string[] {
  const asked = flags.filter((name) => input[name] === true);
  if (input.command !== undefined) {
    if (asked.length === 0 && input.model === undefined) return ['command'];
    throw new ShoalError(
      'USAGE',
      '--command starts your own program: it goes with no harness and no --model.',
    );
  }
  const harnesses = asked.length > 0 ? asked : launcher.found();
  if (harnesses.length > 0) return harnesses;
  throw new ShoalError('NOT_FOUND', `None of ${flags.join(', ')} is on PATH.`, {
    hint: 'Install one, or start a program of your own: `shoal spawn 1 --command "python worker.py" -b`.',
  });
}

export function modeOf({ background, interactive }: Input): 'background' | 'interactive' {
  if (background !== true) return 'interactive';
  if (interactive !== true) return 'background';
  throw new ShoalError('USAGE', '-b and -i exclude each other.');
}

/** The next free of PREFIX-1, PREFIX-2, …: a name is free again when its agent is gone. */
export function freeNames(view: View, { namePrefix = 'worker', count }: Input): readonly string[] {
  const taken = new Set(view.list('agent', { where: { state: 'live' } }).map(({ liveName }) => liveName));
  const names: string[] = [];
  for (let number = 1; names.length < count; number += 1) {
    const name = parseName(`${namePrefix}-${number}`, 'name prefix');
    if (!taken.has(name.toLowerCase())) names.push(name);
  }
  return names;
}

export async function planAll(
  context: Context,
  launcher: Launcher,
  input: Input,
  names: readonly string[],
): Promise<LaunchPlan[]> {
  const harnesses = chooseHarnesses(input, launcher);
  const plans = names.map((name, at) =>
    launcher.plan({
      place: context.place,
      name,
      harness: harnesses[at % harnesses.length] ?? 'command',
      command: input.command ?? null,
      model: input.model ?? null,
      mode: modeOf(input),
      worktree: input.worktree === true,
      env: input.env ?? [],
    }),
  );
  return Promise.all(plans);
}
