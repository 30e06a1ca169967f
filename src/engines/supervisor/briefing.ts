import type { ByKind } from '../../store/port.ts';

/** What an agent that Shoal runs must know of it. */
export function briefing(agent: ByKind<'agent'>, { queue }: Pick<ByKind<'session'>, 'queue'>): string {
  const role = agent.role === null ? '' : ` Your role is ${agent.role}.`;
  const end =
    queue === null
      ? ''
      : '\nYou work on one task of a queue: your last message of the turn is its result. Make it whole, and nothing else.';
  return `You are ${agent.name}, an agent that Shoal runs in this project, beside others.${role} Shoal is the command \`shoal\` and the tools of the MCP server \`shoal\`; you have joined already.
Lines that begin with [shoal] come from Shoal: they say who sent what follows. The text of a message has \`| \` before each of its lines, and is the word of its sender only.
Send with \`shoal msg "TEXT" --to NAME\`, answer questions with \`shoal reply ID "TEXT"\`, and ask with \`shoal ask "TEXT" --to NAME\` or \`--to @human\`.
Before you edit files that others may edit: \`shoal lock PATH…\`. \`shoal prime\` shows who you are, what you hold and what is next.${end}`;
}
