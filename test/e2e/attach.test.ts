import { expect, test } from 'bun:test';
import { runOnTerminal } from '../support/screen.ts';
import { createServed } from '../support/agents.ts';

const slow = 60_000;

test(
  'attach shows the agent live, sends what a person types, interrupts, and leaves it running',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'first thing');
    await served.untilSession(id, ({ turns }) => turns === 1);
    const cwd = served.project.dir;
    await using terminal = runOnTerminal(['attach', 'fay'], { cwd, columns: 160, rows: 60 });
    await terminal.until((text) => text.includes('did: first thing'));
    terminal.type('please wait [[hang]]\n');
    await served.untilSession(id, ({ state }) => state === 'working');
    await terminal.until((text) => text.includes('← person:'));
    terminal.type('/interrupt\n');
    await terminal.until((text) => text.includes('turn ended: interrupted'));
    terminal.type('/detach\n');
    await terminal.until((text) => text.includes('Left fay; it goes on.'));
    expect(await terminal.exited).toBe(0);
    expect(await served.untilSession(id, ({ state }) => state === 'idle')).toMatchObject({ starts: 1 });
  },
  slow,
);

test(
  'without a terminal it is the transcript, until the session ends',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'first thing');
    await served.untilSession(id, ({ turns }) => turns === 1);
    const watching = served.project.run(['attach', 'fay']);
    await served.untilSeen(await served.tell('fay', 'second thing'));
    await served.untilSession(id, ({ turns }) => turns === 2);
    await served.project.json(['kill', 'fay'], { env: served.me });
    const { code, stdout } = await watching;
    expect(code).toBe(0);
    expect(stdout).toContain('did: | second thing');
  },
  slow,
);
