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

/** Waits for the program and ends as it did; it is what the program's ancestors end with. */
const multiplexer = `
  const [program, ...args] = process.argv.slice(1);
  const { exited } = Bun.spawn([program, ...args], { stdio: ['inherit', 'inherit', 'inherit'] });
  process.exit(await exited);
`;

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
  const child = Bun.spawn([process.execPath, '-e', multiplexer, '--', run, ...args], {
    argv0: 'dtach',
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
