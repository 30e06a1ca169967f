/** To the process and all that stayed in its group; to it alone when it is no leader of a group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // ESRCH: no such group, then no such process: it has ended
    }
  }
}
