import { type Ran, cleanEnvironment, program } from './program.ts';

export interface AtTerminal {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Typed when the program asks. */
  readonly answer?: string;
}

/** Runs the program as a person does: on a terminal of its own, with nobody else's marks. Standard output and error are one. */
export async function atTerminal(
  args: readonly string[],
  { cwd, env = {}, answer }: AtTerminal,
): Promise<Ran> {
  const decoder = new TextDecoder();
  let said = '';
  const child = Bun.spawn([program, ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    terminal: {
      cols: 200,
      rows: 50,
      data(terminal, bytes) {
        said += decoder.decode(bytes, { stream: true });
        if (answer !== undefined && said.endsWith('[y/N] ')) terminal.write(`${answer}\n`);
      },
    },
  });
  const code = await child.exited;
  child.terminal?.close();
  return { code, stdout: said.replaceAll('\r\n', '\n'), stderr: '' };
}
