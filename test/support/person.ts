import { cleanEnvironment, program, type Ran } from './program.ts';

export interface AtTerminal {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Typed when the program asks. */
  readonly answer?: string;
  /** Typed when the program asks for a line, one after another; then Enter alone. */
  readonly typed?: readonly string[];
  /** Instead of Shoal. */
  readonly program?: string;
}

/** Waits for the program and ends as it did; it is what the program's ancestors end with. Ctrl-C is the program's. */
const multiplexer = `
  process.on('SIGINT', () => undefined);
  const [program, ...args] = process.argv.slice(1);
  const { exited } = Bun.spawn([program, ...args], { stdio: ['inherit', 'inherit', 'inherit'] });
  process.exit(await exited);
`;

/** How a person starts a program: below a multiplexer such as dtach, and no agent. */
export function byPerson(command: readonly string[]): { readonly cmd: string[]; readonly argv0: string } {
  return { cmd: [process.execPath, '-e', multiplexer, '--', ...command], argv0: 'dtach' };
}

/**
 * Runs the program as a person does: on a terminal of its own, as a multiplexer such as dtach gives one, so that it is a
 * person's even where an agent runs the tests. Standard output and error are one.
 */
export async function atTerminal(
  args: readonly string[],
  { cwd, env = {}, answer, typed = [], program: run = program }: AtTerminal,
): Promise<Ran> {
  const decoder = new TextDecoder();
  let said = '';
  const lines = [...typed];
  const child = Bun.spawn({
    ...byPerson([run, ...args]),
    cwd,
    env: { ...cleanEnvironment(), ...env },
    terminal: {
      cols: 200,
      rows: 50,
      data(terminal, bytes) {
        said += decoder.decode(bytes, { stream: true });
        if (answer !== undefined && said.endsWith('[y/N] ')) terminal.write(`${answer}\n`);
        else if (/\? \([^)]*\) > $/.test(said)) terminal.write(`${lines.shift() ?? ''}\n`);
      },
    },
  });
  const code = await child.exited;
  child.terminal?.close();
  return { code, stdout: said.replaceAll('\r\n', '\n'), stderr: '' };
}
