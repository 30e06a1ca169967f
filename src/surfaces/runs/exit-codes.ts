/** How a command that shows a run exits, by the state in which it left the run. */
export const runExitCodes = {
  completed: 0,
  failed: 8,
  cancelled: 4,
  queued: 5,
  running: 5,
  waiting: 5,
  rejected: 6,
  limited: 7,
} as const;

export const runExitText =
  'Exit codes: 0 completed, 4 cancelled, 5 it waits for you or goes on, 6 rejected, 7 a limit was reached, 8 failed; 1 there was no run.';
