import { z } from 'zod';
import type { CliFlag } from '../define.ts';
import { keyFlag } from './fields.ts';

/** Of a command that waits for somebody's word: `open` stays, whether or not its asker waits on. */
export const pendingAfterMs = (open: 'question' | 'request') =>
  z
    .int()
    .min(0)
    .max(86_400_000)
    .optional()
    .describe(`Answer "pending" after this long while the ${open} stays open, ms. Default: never`);

/** `key` too: asked twice, it is asked once. */
export const waitingFlags = [
  { field: 'resume', value: 'ID' },
  { field: 'pendingAfterMs', long: 'pending-after', form: 'duration', value: '25s' },
  keyFlag,
] as const satisfies readonly CliFlag[];
