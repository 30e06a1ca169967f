import type { ProcessEntry, ProcessTable } from './process-table.ts';

const columns = 'pid=,ppid=,stat=,tty=,lstart=,command=';
/** `Sat Nov 21 10:48:37 2026`: five words. */
const row = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/;

/** One look around: a command that waits must see a death that comes later. */
const freshMs = 200;

/** For systems without /proc: one run of ps(1) per look. Start times are whole seconds, so the boot counts too. */
export function psProcessTable(
  run: (program: string, args: readonly string[]) => string = capture,
): ProcessTable {
  let rows: ReadonlyMap<number, Row> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  let bootId: string | undefined;
  const table = (): ReadonlyMap<number, Row> => {
    if (performance.now() - readAt < freshMs) return rows;
    rows = parsePs(run('ps', ['-axwwo', columns]));
    readAt = performance.now();
    return rows;
  };
  return {
    get bootId() {
      return (bootId ??= run('sysctl', ['-n', 'kern.bootsessionuuid']).trim());
    },
    pidNamespace: '',
    read: (pid) => table().get(pid)?.entry,
    commandOf: (pid) => table().get(pid)?.command ?? [],
    environmentOf: (pid) =>
      run('ps', ['-Ewwo', 'command=', '-p', String(pid)])
        .trim()
        .split(' '),
    all: () => [...table().values()].map(({ entry }) => entry),
  };
}

interface Row {
  readonly entry: ProcessEntry;
  readonly command: readonly string[];
}

export function parsePs(text: string): ReadonlyMap<number, Row> {
  const rows = text.split('\n').flatMap((line) => parseRow(line) ?? []);
  return new Map(rows.map((found) => [found.entry.pid, found]));
}

function parseRow(line: string): Row | undefined {
  const [, pid, parent, state = '', terminal = '', startTime = '', command = ''] = row.exec(line) ?? [];
  if (pid === undefined) return undefined;
  const hasTerminal = !/^[?-]+$/.test(terminal);
  const entry = {
    pid: Number(pid),
    parentPid: Number(parent),
    state: state.slice(0, 1),
    hasTerminal,
    startTime,
    imageMark: null,
  };
  return { entry, command: command.split(' ') };
}

function capture(program: string, args: readonly string[]): string {
  try {
    const { execFileSync } = process.getBuiltinModule('node:child_process'); // not loaded where /proc serves
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch {
    return '';
  }
}
