import { RequestError } from './request-error.ts';

/** What is open at once: streams and calls that may wait. */
export interface Slots {
  /** Throws when all are taken. Giving back twice is harmless. */
  take(): () => void;
}

export function createSlots(max: number): Slots {
  let taken = 0;
  return {
    take() {
      if (taken >= max)
        throw new RequestError('LIMIT', `${max} streams and waiting calls are open already.`, {
          hint: 'Close some, or raise httpStreamsMax in .shoal/config.json.',
          headers: { 'retry-after': '5' },
        });
      taken += 1;
      let isHeld = true;
      return () => {
        if (isHeld) taken -= 1;
        isHeld = false;
      };
    },
  };
}
