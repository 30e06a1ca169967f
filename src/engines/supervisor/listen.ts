import type { OutputListener } from '../../keeper/keeper.ts';
import type { ChildStatus } from '../../keeper/protocol.ts';
import { type Life, logError } from './life.ts';
import { exited } from './exited.ts';
import { takeOutput } from './steps.ts';

const outputGraceMs = 1_000;

/** What a process says, and its end, each in the queue of its session. */
export function listenTo(life: Life): OutputListener {
  const outputEnded = Promise.withResolvers<void>();
  // Not the name of the process: what one attachment has put into the queue, the next one is given again.
  const { wire } = life;
  const isCurrent = () => wire !== null && life.wire === wire;
  return {
    onOutput: (offset, data) =>
      life.queue.enqueue(() => (isCurrent() ? takeOutput(life, offset, data) : undefined)),
    onOutputEnded: () => life.queue.enqueue(() => outputEnded.resolve()),
    onExit: (status) => void end(status),
  };

  async function end(status: ChildStatus): Promise<void> {
    if (!isCurrent()) return;
    life.isExiting = true;
    await lastOutput(life, status, outputEnded.promise);
    life.queue.enqueue(async () => {
      if (!isCurrent()) return;
      await exited(life, status);
      life.queue.poke();
    });
  }
}

/** What it leaves behind may hold its output open: it is swept, and then not waited for much longer. */
async function lastOutput(
  life: Life,
  { state, process }: ChildStatus,
  outputEnded: Promise<void>,
): Promise<void> {
  try {
    await life.ports.processes.killTree(state === 'lost' ? process : null, life.marker);
  } catch (error) {
    logError(life, 'what a process left behind could not be swept', error);
  }
  const tooLate = Promise.withResolvers<void>();
  const timer = setTimeout(tooLate.resolve, outputGraceMs);
  await Promise.race([outputEnded, tooLate.promise]);
  clearTimeout(timer);
}
