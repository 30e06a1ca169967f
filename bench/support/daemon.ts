import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.ts';

export interface ServeInfo {
  readonly pid: number;
  readonly url: string;
}

/** A workspace that the built program serves, stopped and removed with it. */
export class Daemon implements Disposable {
  readonly workspace: Workspace;
  info: ServeInfo;

  constructor(workspace = new Workspace()) {
    this.workspace = workspace;
    this.info = this.serve(['--port', '0']);
  }

  serve(flags: readonly string[] = []): ServeInfo {
    return (this.info = this.workspace.ok<ServeInfo>(['serve', '--detach', ...flags]));
  }

  agent(name: string): string {
    return this.workspace.ok<{ token: string }>(['join', '-n', name], { as: name }).token;
  }

  get humanToken(): string {
    return readFileSync(join(this.workspace.directory, '.shoal/human-token'), 'utf8').trim();
  }

  get keeperPid(): number {
    const { pid } = JSON.parse(
      readFileSync(join(this.workspace.directory, '.shoal/keep/keep.json'), 'utf8'),
    ) as { pid: number }; // the keeper's own file
    return pid;
  }

  [Symbol.dispose](): void {
    this.workspace.command(['serve', 'stop']);
    this.workspace[Symbol.dispose]();
  }
}

/** Resident set in bytes, and processor time in ms so far. Source: proc(5), `status` and `stat`. */
export function processFigures(pid: number): { readonly rssBytes: number; readonly cpuMs: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { rssBytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024, cpuMs: ticks * 10 };
}
