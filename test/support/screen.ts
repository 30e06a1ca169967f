import { byPerson } from './person.ts';
import { cleanEnvironment, program } from './program.ts';

/** The program on a terminal of its own, seen as a person sees it. */
export interface TerminalRun extends AsyncDisposable {
  /** What is on the screen now, one string per line, without colours. */
  lines(): readonly string[];
  /** Everything that was ever written to the terminal. */
  raw(): string;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the screen once it holds the text; fails when the program ends before. */
  until(isThere: (text: string) => boolean): Promise<string>;
  readonly exited: Promise<number>;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  /** As a person starts it, even where an agent runs the tests. Default: false */
  readonly isPerson?: boolean;
}

export function runOnTerminal(args: readonly string[], options: TerminalOptions): TerminalRun {
  const { cwd, env = {}, columns = 80, rows = 24, isPerson = false } = options;
  const decoder = new TextDecoder();
  const screen = createScreen();
  const looks = new Set<() => void>();
  let raw = '';
  const command = [program, ...args];
  const child = Bun.spawn({
    ...(isPerson ? byPerson(command) : { cmd: command }),
    cwd,
    env: { ...cleanEnvironment(), ...env },
    terminal: {
      cols: columns,
      rows,
      data(_terminal, bytes) {
        const text = decoder.decode(bytes, { stream: true });
        raw += text;
        screen.write(text);
        for (const look of looks) look();
      },
    },
  });
  const { terminal } = child;
  if (terminal === undefined) throw new Error('there is no terminal');
  return {
    lines: () => screen.lines(),
    raw: () => raw,
    type: (text) => void terminal.write(text),
    resize: (columnsNow, rowsNow) => terminal.resize(columnsNow, rowsNow),
    signal: (name) => child.kill(name),
    until: (isThere) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const text = screen.lines().join('\n');
          if (!isThere(text)) return;
          looks.delete(look);
          resolve(text);
        };
        looks.add(look);
        void child.exited.then(() =>
          reject(new Error(`the program ended; the screen was:\n${screen.lines().join('\n')}`)),
        );
        look();
      }),
    exited: child.exited,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await child.exited;
      terminal.close();
    },
  };
}

/** As much of a terminal as the dashboard uses: absolute positions, erasing, colours, modes. */
function createScreen(): { write(text: string): void; lines(): readonly string[] } {
  let grid: string[][] = [];
  let row = 0;
  let column = 0;
  let rest = '';
  const put = (character: string): void => {
    const line = (grid[row] ??= []);
    while (line.length < column) line.push(' ');
    line[column] = character;
    column += 1;
  };
  const control = (parameters: string, final: string): void => {
    const [first = 1, second = 1] = parameters.split(';').map((part) => Number(part) || 1);
    if (final === 'H') [row, column] = [first - 1, second - 1];
    if (final === 'K') (grid[row] ??= []).length = Math.min(grid[row]?.length ?? 0, column);
    if (final === 'J') grid = [];
  };
  return {
    write(text) {
      const all = rest + text;
      const cut = /\u001b(?:\[[0-9;?]*)?$/.exec(all);
      rest = cut === null ? '' : cut[0];
      const whole = cut === null ? all : all.slice(0, cut.index);
      for (const [match, parameters, final, character] of whole.matchAll(
        /\u001b\[([0-9;?]*)([A-Za-z])|([^])/gu,
      )) {
        if (final !== undefined) control(parameters ?? '', final);
        else if (match === '\n') row += 1;
        else if (match === '\r') column = 0;
        else if (character !== undefined) put(character);
      }
    },
    lines: () => Array.from(grid, (line) => (line ?? []).join('').trimEnd()),
  };
}
