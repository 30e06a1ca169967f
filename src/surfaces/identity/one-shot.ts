import { baseName } from './harness.ts';

const shells: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'ash',
  'ksh',
  'mksh',
  'fish',
  'busybox',
]);

/** Programs that only start another one. */
const wrappers: ReadonlySet<string> = new Set([
  'bunx',
  'bwrap',
  'chronic',
  'codex-execve-wrapper',
  'codex-linux-sandbox',
  'command',
  'doas',
  'env',
  'flock',
  'ionice',
  'nice',
  'nohup',
  'npm',
  'npx',
  'parallel',
  'pnpm',
  'pnpx',
  'sandbox-exec',
  'script',
  'setsid',
  'setpriv',
  'stdbuf',
  'strace',
  'sudo',
  'su',
  'time',
  'timeout',
  'unbuffer',
  'unshare',
  'watch',
  'xargs',
  'yarn',
]);

/** Services that start programs for others: never the agent, and nothing above them is. Compared as sets: compiling patterns costs every command. */
const hosts: ReadonlySet<string> = new Set([
  'SCREEN',
  'atd',
  'catatonit',
  'cron',
  'crond',
  'docker-init',
  'dtach',
  'dumb-init',
  'init',
  'launchd',
  'login',
  'runc',
  'screen',
  'systemd',
  'tini',
  'zellij',
]);
const hostPrefixes = ['containerd-shim', 'sshd', 'tmux'] as const;

/** A shell that runs one `-c` string, or a program that only starts another: it ends with the command, so it is no agent. */
export function isOneShot(command: readonly string[]): boolean {
  const [program = '', ...args] = command;
  // npm and npx call themselves `npm exec …` in the process table: one word or several.
  const [name = ''] = plainName(program).split(' ');
  if (wrappers.has(name)) return true;
  if (shells.has(name)) return runsOneString(args);
  return (name === 'node' || name === 'bun') && isLauncherScript(args[0]);
}

export function isShell(command: readonly string[]): boolean {
  return shells.has(plainName(command[0] ?? ''));
}

/** Runs a script that may well be an agent. */
export function isInterpreter(command: readonly string[]): boolean {
  return /^(python|node|bun|deno|ruby|perl|php)[\d.]*$/.test(plainName(command[0] ?? ''));
}

export function isHost(command: readonly string[]): boolean {
  // Services show `tmux: server`, `sshd: ada@pts/1` as their command line.
  const [program = ''] = (command[0] ?? '').split(':');
  const name = plainName(program);
  return hosts.has(name) || hostPrefixes.some((prefix) => name.startsWith(prefix));
}

/** A login shell's name begins with a dash. */
function plainName(program: string): string {
  const name = baseName(program);
  return name.startsWith('-') ? name.slice(1) : name;
}

/** Options come before the script, so a `-c` after the first plain word belongs to the script. */
function runsOneString(args: readonly string[]): boolean {
  for (const arg of args) {
    if (!/^[-+]/.test(arg)) return false;
    if (/^-[a-z]*c[a-z]*$/i.test(arg) || arg === '--command') return true;
  }
  return false;
}

function isLauncherScript(script: string | undefined): boolean {
  return (
    script !== undefined &&
    (/\/(npx|npm|pnpm|yarn)(-cli)?(\.[cm]?js)?$/.test(script) ||
      /\/bin\/(npx|npm|pnpm|yarn|shoal)$/.test(script))
  );
}
