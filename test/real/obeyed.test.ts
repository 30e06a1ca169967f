import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { storeMatrix } from '../../src/engines/probe/matrix.ts';
import { startDaemonLab } from './support/daemon-lab.ts';
import { claude } from './support/harnesses/claude.ts';
import { codex } from './support/harnesses/codex.ts';
import { isRealSkipped } from './support/skip.ts';

const timeoutMs = 240_000;

describe.skipIf(isRealSkipped)('the daemon relies on no more than was measured', () => {
  for (const harness of [claude, codex])
    test(
      `${harness.name}: that steers, and was found not to, gives way to what is urgent`,
      async () => {
        await using lab = await startDaemonLab(harness, {
          work: [harness.turns.shell('read word < gate')],
          word: [{ text: 'it is heard' }],
        });
        storeMatrix(join(lab.world.repo, '.shoal'), [
          {
            harness: harness.name,
            program: harness.name,
            version: harness.version,
            probedAt: 1,
            tookMs: 1,
            findings: [{ capability: 'steers', ok: false, why: 'it was not in the next request' }],
          },
        ]);
        await lab.gate('gate');
        const { id } = await lab.start('does', 'ada', 'work [[work]]');
        await using transcript = lab.follow('ada');
        await transcript.until(({ type }) => type === 'tool-call');
        // Steered into the turn it would never be seen: the command waits for ever.
        await lab.tell('ada', 'at once [[word]]', '--now');
        const { turns } = await lab.untilSession(id, ({ lastResult }) => lastResult === 'it is heard');
        expect(turns).toBe(2);
        const [first] = await lab.world.json<{ reason: string }[]>([
          'transcript',
          'ada',
          '--search',
          'turn-end',
        ]);
        expect(first?.reason).toBe('interrupted');
      },
      timeoutMs,
    );
});
