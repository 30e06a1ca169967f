/** Whoever waits for the log to grow, an instant, or an abort. */
export interface Waiters {
  readonly wake: () => void;
  /** Resolves when `isOver` says so, looked at after each `wake` and at `until`. */
  wait(isOver: () => boolean, msLeft: () => number | undefined, signal: AbortSignal): Promise<void>;
}

const longestTimerMs = 60_000;

export function createWaiters(): Waiters {
  const looks = new Set<() => void>();
  return {
    wake: () => {
      for (const look of looks) look();
    },
    wait: (isOver, msLeft, signal) =>
      new Promise((resolve, reject) => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const stop = (): void => {
          clearTimeout(timer);
          looks.delete(look);
          signal.removeEventListener('abort', finish);
        };
        const finish = (): void => {
          stop();
          resolve();
        };
        const look = (): void => {
          try {
            const left = msLeft();
            if (signal.aborted || isOver() || (left !== undefined && left <= 0)) return finish();
            clearTimeout(timer);
            if (left !== undefined) timer = setTimeout(look, Math.min(Math.max(left, 1), longestTimerMs));
          } catch (error) {
            stop();
            reject(error);
          }
        };
        looks.add(look);
        signal.addEventListener('abort', finish, { once: true });
        look();
      }),
  };
}
