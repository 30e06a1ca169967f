import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine that is no zombie. */
export interface Found {
  readonly pid: number;
  readonly command: string;
}

/** The daemons or keepers of a workspace: also one that has only begun. */
export function processesOf(root: string, role: 'serve' | 'keep'): readonly Found[] {
  return all().filter(({ command }) => command.includes(`-C ${root} ${role}`));
}

/** Whatever was started as an agent of the workspace, or by one. */
export function agentProcesses(root: string): readonly Found[] {
  return all().filter(({ pid }) => {
    const environment = read(`/proc/${pid}/environ`).split('\0');
    return (
      environment.includes(`SHOAL_DIR=${root}`) && environment.some((one) => one.startsWith('SHOAL_AGENT='))
    );
  });
}

/** As the kernel does it when it is out of memory. Resolves when they are gone. */
export async function killAll(found: readonly Found[]): Promise<number> {
  for (const { pid } of found)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  while (found.some(({ pid }) => isThere(pid))) await new Promise(setImmediate);
  return found.length;
}

export function isThere(pid: number): boolean {
  const status = read(`/proc/${pid}/status`);
  return status !== '' && !/^State:\s+[ZX]/m.test(status);
}

function all(): readonly Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: read(`/proc/${name}/cmdline`).split('\0').join(' ') }))
    .filter(({ pid, command }) => command !== '' && isThere(pid));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it has ended, or is another user's
  }
}

/** What a process holds in memory, in bytes. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}
