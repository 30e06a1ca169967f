import { ShoalError } from '../../domain/errors.ts';
import { type CommandEntry, commandEntries } from './command-entries.ts';
import { quote } from './forms.ts';
import { say } from './output.ts';
import type { SurfaceCall } from './surface-call.ts';

const SHELLS = { bash, zsh, fish } as const;
const GLOBAL_FLAGS = ['--json', '--help', '--dir', '--debug'];

/** Prints the completion script of a shell, made from the same table as help. */
export async function runCompletion(call: SurfaceCall): Promise<number> {
  const [shell = ''] = call.words;
  if (!isShell(shell)) {
    const got = shell === '' ? 'nothing is given' : `got ${quote(shell)}`;
    throw new ShoalError('USAGE', `\`shoal completion\` needs a shell: bash, zsh or fish; ${got}.`, {
      hint: 'For example: eval "$(shoal completion bash)"',
    });
  }
  const script = SHELLS[shell](commandEntries());
  say(call, { shell, script }, script);
  return 0;
}

function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}

function bash(entries: readonly CommandEntry[]): string {
  return `# shoal completion for bash
_shoal() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in -*) ;; *) command=$word; break ;; esac
  done
  local flags=
  case $command in
    '') COMPREPLY=($(compgen -W '${firstWords(entries).join(' ')} ${GLOBAL_FLAGS.join(' ')} --version' -- "$cur")); return ;;
    help) COMPREPLY=($(compgen -W '${firstWords(entries).join(' ')} --all' -- "$cur")); return ;;
    completion) COMPREPLY=($(compgen -W '${Object.keys(SHELLS).join(' ')}' -- "$cur")); return ;;
${entries.map(bashCase).join('\n')}
  esac
  case $cur in
    -*) COMPREPLY=($(compgen -W "$flags ${GLOBAL_FLAGS.join(' ')}" -- "$cur")) ;;
    *) COMPREPLY=($(compgen -f -- "$cur")) ;;
  esac
}
complete -o bashdefault -o default -F _shoal shoal
`;
}

function bashCase({ command, aliases, flags }: CommandEntry): string {
  const words = [command, ...aliases].filter((word) => !word.includes(' '));
  return words.length === 0
    ? ''
    : `    ${words.join('|')}) flags='${flags.map(({ name }) => name).join(' ')}' ;;`;
}

function zsh(entries: readonly CommandEntry[]): string {
  const commands = entries
    .filter(({ command }) => !command.includes(' '))
    .map(({ command, summary }) => `    ${zshQuoted(`${command}:${summary}`)}`);
  const cases = entries.filter(({ command }) => !command.includes(' ')).map(zshCase);
  return `#compdef shoal
_shoal() {
  local -a commands=(
${commands.join('\n')}
  )
  local -a global=(${GLOBAL_FLAGS.join(' ')})
  local command= word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ $word != -* ]]; then command=$word; break; fi
  done
  if [[ -z $command ]]; then
    _describe command commands
    compadd -- $global --version
    return
  fi
  local -a flags=()
  case $command in
    help) _describe command commands; return ;;
    completion) compadd ${Object.keys(SHELLS).join(' ')}; return ;;
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe flag flags
    compadd -- $global
  else
    _files
  fi
}
if [[ $funcstack[1] == _shoal ]]; then _shoal "$@"; else compdef _shoal shoal; fi
`;
}

function zshCase({ command, aliases, flags }: CommandEntry): string {
  return `    ${[command, ...aliases].join('|')}) flags=(${flags.map(({ name, summary }) => zshQuoted(`${name}:${summary}`)).join(' ')}) ;;`;
}

function zshQuoted(text: string): string {
  const [name = '', ...rest] = text.split(':');
  return `'${`${name}:${rest.join('\\:')}`.replace(/'/g, "'\\''")}'`;
}

function fish(entries: readonly CommandEntry[]): string {
  const lines = entries.flatMap(({ command, aliases, summary, flags }) => {
    if (command.includes(' ')) return [];
    const seen = [command, ...aliases].join(' ');
    return [
      `complete -c shoal -n __fish_use_subcommand -f -a ${command} -d ${fishQuoted(summary)}`,
      ...flags.map(
        (flag) =>
          `complete -c shoal -n '__fish_seen_subcommand_from ${seen}' -l ${flag.name.slice(2)}${flag.takesValue ? ' -r' : ''} -d ${fishQuoted(flag.summary)}`,
      ),
    ];
  });
  const global = GLOBAL_FLAGS.map(
    (flag) => `complete -c shoal -l ${flag.slice(2)}${flag === '--dir' ? ' -r' : ''}`,
  );
  return `# shoal completion for fish
${[...lines, ...global, `complete -c shoal -n '__fish_seen_subcommand_from completion' -f -a '${Object.keys(SHELLS).join(' ')}'`].join('\n')}
`;
}

function fishQuoted(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

function firstWords(entries: readonly CommandEntry[]): readonly string[] {
  return [
    ...new Set(
      entries
        .flatMap(({ command, aliases }) => [command, ...aliases])
        .map((command) => command.split(' ')[0] ?? command),
    ),
  ].sort();
}
