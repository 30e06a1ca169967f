import { basename } from 'node:path';
import type { Environment } from './environment.ts';
import { findProgram } from './programs.ts';
import { splitWords } from './words.ts';

/** A way to open a window that runs one program: `script` is the only argument that the window's shell or menu ever sees. */
export interface Terminal {
  readonly name: string;
  readonly command: OpenWindow;
  /** Tried when that fails at once. */
  readonly otherwise?: OpenWindow;
}

type OpenWindow = (script: string, title: string) => readonly string[];

const flags: Readonly<Record<string, readonly string[]>> = {
  'gnome-terminal': ['--'],
  konsole: ['-e'],
  kitty: [],
  alacritty: ['-e'],
  wezterm: ['start', '--'],
  xterm: ['-e'],
  'x-terminal-emulator': ['-e'],
};
const graphical = [
  'gnome-terminal',
  'konsole',
  'kitty',
  'alacritty',
  'wezterm',
  'xterm',
  'x-terminal-emulator',
];

/** The first that works here: $TERMINAL, tmux, then what opens windows on a display; undefined when none does. */
export function findTerminal(
  environment: Environment,
  directory: string,
  platform: string = process.platform,
): Terminal | undefined {
  const hasDisplay = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  const has = (name: string) => findProgram(name, environment, directory) !== undefined;
  const chosen = environment['TERMINAL'];
  if (chosen && (hasDisplay || platform === 'darwin')) {
    const words = splitWords(chosen);
    if (has(words[0] ?? '')) return windowOf(words);
  }
  if (has('tmux')) return environment['TMUX'] ? tmuxWindow : tmuxSession;
  if (platform === 'darwin' && has('osascript')) return appleTerminal;
  const found = hasDisplay ? graphical.find(has) : undefined;
  return found === undefined ? undefined : windowOf([found]);
}

function windowOf(words: readonly string[]): Terminal {
  const name = basename(words[0] ?? '');
  return { name, command: (script) => [...words, ...(flags[name] ?? ['-e']), script] };
}

/** Two words after the options: tmux then runs them itself, without a shell. */
const inTmux = (script: string) => ['/bin/sh', script];

/** In the session that the caller looks at. */
const tmuxWindow: Terminal = {
  name: 'tmux',
  command: (script, title) => ['tmux', 'new-window', '-d', '-n', title, ...inTmux(script)],
};

/** In a session `shoal`, made when it is not there; look at it with `tmux attach -t shoal`. */
const tmuxSession: Terminal = {
  name: 'tmux session shoal',
  command: (script, title) => ['tmux', 'new-session', '-d', '-s', 'shoal', '-n', title, ...inTmux(script)],
  otherwise: (script, title) => ['tmux', 'new-window', '-d', '-t', 'shoal:', '-n', title, ...inTmux(script)],
};

/** The script's path is an argument of the AppleScript, and quoted by AppleScript itself. */
const appleTerminal: Terminal = {
  name: 'Terminal',
  command: (script) => [
    'osascript',
    ...[
      'on run argv',
      'tell application "Terminal" to do script quoted form of (item 1 of argv)',
      'tell application "Terminal" to activate',
      'end run',
    ].flatMap((line) => ['-e', line]),
    script,
  ],
};
