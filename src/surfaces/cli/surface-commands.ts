import type { SurfaceCall } from './surface-call.ts';

export interface SurfaceCommand {
  readonly summary: string;
  readonly usage: string;
  readonly group: 'start' | 'work' | 'talk' | 'watch' | 'manage' | 'plumbing';
  readonly everyday?: boolean;
  readonly hidden?: boolean;
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly load: () => Promise<(call: SurfaceCall) => Promise<number>>;
}

/** Commands that are a surface themselves, or only another way to call an operation. */
export const surfaceCommands = {
  help: {
    summary: 'Show the everyday commands, all commands, or one command',
    usage: 'shoal help [COMMAND] [--all]',
    group: 'manage',
    examples: [['shoal help claim', 'flags and examples of one command']],
    load: async () => (await import('./help.ts')).runHelp,
  },
  completion: {
    summary: 'Print the completion script of a shell',
    usage: 'shoal completion bash|zsh|fish',
    group: 'manage',
    examples: [['eval "$(shoal completion bash)"', 'in ~/.bashrc']],
    load: async () => (await import('./completion.ts')).runCompletion,
  },
  mcp: {
    summary: 'Serve the tools over MCP on standard input and output; a harness starts it',
    usage: 'shoal mcp [--all | --toolset=read|default|all]',
    group: 'plumbing',
    examples: [['claude mcp add shoal -- shoal mcp', 'register it by hand; `shoal setup` does it for you']],
    load: async () => (await import('../mcp/main.ts')).runMcp,
  },
  hook: {
    summary: 'Answer one hook call of a harness, its payload on standard input',
    usage: 'shoal hook claude|codex|gemini|opencode|copilot EVENT',
    group: 'plumbing',
    examples: [
      ['shoal hook claude pre-tool-use < payload.json', 'what `shoal setup` makes each harness call'],
    ],
    load: async () => (await import('../hooks/main.ts')).runHook,
  },
  keep: {
    summary: 'Keep agents and their pipes while the daemon comes and goes; the daemon starts it',
    usage: 'shoal keep [--idle SECONDS] [--unacked BYTES]',
    group: 'plumbing',
    examples: [
      ['shoal keep', 'keep until there is nothing to keep; a second one says so and ends'],
      ['shoal keep --idle 5', 'end 5 s after the last agent and client, not 60'],
    ],
    load: async () => (await import('../../keep.ts')).runKeep,
  },
  demo: {
    summary:
      'See it in a minute: four agents, twelve tasks, one refused edit, one crash, a pipeline, every law checked',
    usage: 'shoal demo [--watch] [--web] [--keep] [--break]',
    group: 'start',
    everyday: true,
    examples: [
      ['shoal demo', 'offline, in a directory of its own, which is removed'],
      ['shoal demo --watch --keep', 'slower, on the dashboard; the project is kept to look at'],
      ['shoal demo --web', 'slower, in the dashboard, where somebody waits for you; until Ctrl-C'],
      ['shoal demo --break', 'one agent keeps its work back: the checks find it, and the exit code is 1'],
    ],
    load: async () => (await import('./demo/index.ts')).runDemo,
  },
  logs: {
    summary: 'Follow the log: `log --follow`',
    usage: 'shoal logs [FLAGS OF log]',
    group: 'watch',
    everyday: true,
    examples: [['shoal logs --agent worker-1', 'what one agent does, as it happens']],
    load: async () => (await import('./shortcuts.ts')).runLogs,
  },
  watch: {
    summary: 'Watch agents, tasks, locks and events live; what needs you first',
    usage: 'shoal watch',
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal watch', 'the dashboard; q leaves, nothing stops'],
      ['shoal watch | cat', 'one plain frame'],
    ],
    load: async () => (await import('../tui/watch/main.ts')).runWatch,
  },
  web: {
    summary: 'Open the dashboard in the browser, by a link that is good once; what needs you first',
    usage: 'shoal web [--print]',
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal web', 'starts the daemon if none runs, opens the browser, prints the link'],
      [
        'shoal web --print',
        'the link alone, for another browser; for a phone after `shoal serve --host 0.0.0.0`',
      ],
    ],
    load: async () => (await import('../web/main.ts')).runWeb,
  },
  run: {
    summary: 'Run a pipeline on a task and watch it; to leave stops nothing',
    usage:
      'shoal run TEXT [--pipeline NAME] [--agent ID] [-p NAME=VALUE]… [--priority 1-10] [--parallel] [--detach] [--file PATH] | watch RUN',
    group: 'work',
    everyday: true,
    examples: [
      [
        'shoal run "Add JWT authentication"',
        'the default pipeline; Ctrl-C leaves, `shoal cancel r1` stops it',
      ],
      ['shoal run "Fix the login" --pipeline review -p model=opus', 'another one, with a parameter'],
      ['shoal run "Nightly" --detach', 'answers at once'],
    ],
    load: async () => (await import('../runs/main.ts')).runRun,
  },
  attach: {
    summary: 'Watch an agent that Shoal runs, and type to it; leaving stops nothing',
    usage: 'shoal attach NAME',
    group: 'watch',
    everyday: true,
    examples: [
      [
        'shoal attach reviewer',
        'a line is a message; /approve, /reject WHY, /interrupt; /detach or Ctrl-C leaves',
      ],
      ['shoal attach reviewer | cat', 'its transcript as it happens, nothing typed'],
    ],
    load: async () => (await import('../attach/main.ts')).runAttach,
  },
  serve: {
    summary:
      'Run the daemon: agents that Shoal runs, the dashboard, HTTP, events; commands that need it start it',
    usage:
      'shoal serve [--detach] [--host ADDRESS] [--port N] [--log-level LEVEL] [--keep-agents] | status | stop [--keep-agents] | logs [-f] [-n N] | install --print [--launchd]',
    group: 'manage',
    everyday: true,
    examples: [
      ['shoal serve --detach', 'in the background; one per workspace, a second one attaches'],
      ['shoal serve stop --keep-agents', 'agents run on, and the next daemon goes on with them'],
      ['shoal serve logs -f', 'what it does'],
      ['shoal serve install --print', 'a unit for systemd, or a plist for launchd'],
    ],
    load: async () => (await import('../serve/main.ts')).runServe,
  },
  version: {
    summary: 'Show the version',
    usage: 'shoal --version',
    group: 'manage',
    examples: [['shoal --version', 'the version']],
    load: async () => (await import('./help.ts')).runVersion,
  },
  home: {
    summary: 'Show the status, or how to start',
    usage: 'shoal',
    group: 'watch',
    hidden: true,
    examples: [['shoal', 'the status, in a workspace']],
    load: async () => (await import('./shortcuts.ts')).runHome,
  },
} as const satisfies Readonly<Record<string, SurfaceCommand>>;

export type SurfaceCommandName = keyof typeof surfaceCommands;

export function isSurfaceCommand(name: string): name is SurfaceCommandName {
  return Object.hasOwn(surfaceCommands, name);
}

export async function runSurfaceCommand(name: SurfaceCommandName, call: SurfaceCall): Promise<number> {
  const runIt = await surfaceCommands[name].load();
  return runIt(call);
}
