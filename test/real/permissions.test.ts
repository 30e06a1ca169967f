import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { type Permission, permissions } from '../../src/domain/profile.ts';
import { type DaemonLab, startDaemonLab } from './support/daemon-lab.ts';
import { type HarnessName, harnesses } from './support/harness.ts';
import { isRealSkipped } from './support/skip.ts';

const timeoutMs = 240_000;

type Deed = 'file' | 'shell';

interface Deeds {
  /** What a person was asked for, and approved. */
  readonly asked: readonly Deed[];
  readonly done: readonly Deed[];
}

const byAcp: Readonly<Record<Permission, Deeds>> = {
  read: { asked: [], done: [] },
  write: { asked: ['shell'], done: ['file', 'shell'] },
  full: { asked: [], done: ['file', 'shell'] },
  auto: { asked: ['file', 'shell'], done: ['file', 'shell'] },
};
const unaskedHere: Deeds = { asked: [], done: ['file', 'shell'] };

/** What `docs/reference/permissions.md` says, seen from the inbox: one file is written and one command is run. */
const expected: Readonly<Record<HarnessName, Readonly<Record<Permission, Deeds>>>> = {
  // Both in its directory.
  claude: { ...byAcp, write: unaskedHere },
  // In its directory the sandbox lets it do both.
  codex: { ...byAcp, write: unaskedHere },
  gemini: byAcp,
  opencode: byAcp,
  copilot: byAcp,
};

describe.skipIf(isRealSkipped)('a permission of a profile', () => {
  for (const harness of harnesses)
    test(
      `${harness.name}: read, write, full and auto do unasked what they say, and ask for the rest`,
      async () => {
        const { shell, write } = harness.turns;
        const steps = permissions.flatMap((permission) => [
          [
            `file-${permission}`,
            [() => write(join(lab.world.repo, `file-${permission}`), 'x\n'), { text: 'done' }],
          ] as const,
          [`shell-${permission}`, [shell(`touch shell-${permission}`), { text: 'done' }]] as const,
        ]);
        const profiles = permissions.map((permission) => [permission, { permission }] as const);
        await using lab = await startDaemonLab(harness, Object.fromEntries(steps), {
          profiles: Object.fromEntries(profiles),
        });
        const found = await Promise.all(
          permissions.map(async (permission) => [permission, await deeds(lab, permission)] as const),
        );
        expect(Object.fromEntries(found)).toEqual(expected[harness.name]);
      },
      timeoutMs,
    );
});

/** Has an agent write a file and run a command, and approves what it asks for. */
async function deeds(lab: DaemonLab, permission: Permission): Promise<Deeds> {
  const { id } = await lab.start(permission, permission, `write [[file-${permission}]]`);
  await approveUntil(lab, id, 1);
  await lab.tell(permission, `run [[shell-${permission}]]`);
  await approveUntil(lab, id, 2);
  const requests = await lab.until((view) => view.list('request', { where: { session: id } }));
  const done = async (deed: Deed): Promise<readonly Deed[]> =>
    (await lab.fileText(`${deed}-${permission}`)) === null ? [] : [deed];
  return {
    asked: requests.map(({ command }) => (command === null ? 'file' : 'shell')),
    done: [...(await done('file')), ...(await done('shell'))],
  };
}

async function approveUntil(lab: DaemonLab, session: string, turns: number): Promise<void> {
  for (;;) {
    const next = await lab.until((view) => {
      if (view.get('session', session)?.turns === turns) return { request: null };
      const open = view.list('request', { where: { session } }).find(({ state }) => state === 'open');
      return open && { request: open.id };
    });
    if (next.request === null) return;
    await lab.person('approve', next.request);
  }
}
