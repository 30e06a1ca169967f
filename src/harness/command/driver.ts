import { ShoalError } from '../../domain/errors.ts';
import type { HarnessDriver, ProcessPlan, SessionSpec } from '../driver.ts';
import { connectCommand } from './protocol.ts';

/** Any program: the prompt on its standard input, its standard output is the answer, its end is the turn's end. */
export const commandDriver: HarnessDriver = {
  harness: 'command',
  capabilities: {
    streams: true,
    asksPermission: false,
    honoursDeny: false,
    steers: false,
    interrupts: false,
    resumes: false,
    forks: false,
    reportsUsage: false,
  },
  tellsReasons: true,
  plan: planCommand,
  connect: connectCommand,
};

function planCommand(spec: SessionSpec): ProcessPlan {
  const { command, name } = spec.profile;
  if (command === null || command.length === 0)
    throw new ShoalError('INVALID_INPUT', `profile ${name} has harness command and no command`, {
      hint: 'give the program and its arguments as command:',
    });
  return { argv: command, env: {}, untaken: untaken(spec) };
}

function untaken({ profile, mcpServers }: SessionSpec): string[] {
  const sentences: readonly (readonly [boolean, string])[] = [
    [profile.model !== null, 'model: a plain command is not told which to use'],
    [profile.effort !== null, 'effort: a plain command is not told any'],
    [
      profile.permission !== 'full',
      `permission ${profile.permission}: a plain command asks nobody, and can do all that its user can`,
    ],
    [mcpServers.length > 0 && profile.mcp !== 'none', 'mcp: a plain command is given no MCP server'],
  ];
  return sentences.filter(([isSaid]) => isSaid).map(([, sentence]) => sentence);
}
