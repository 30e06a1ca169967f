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
    // What it says is there before it has said all of it.
    await terminal.until((text) => (text.split('← person:')[1] ?? '').includes('thinking aloud.'));
    terminal.type('/interrupt\n');
    await terminal.until((text) => text.includes('turn ended: interrupted'));
    terminal.type('/interupt\n');
    await terminal.until((text) => text.includes('There is no /interupt here, and it was not sent.'));
    terminal.type('//compact it\n');
    await terminal.until((text) => text.includes('did: | /compact it'));
    expect(served.prompts().filter(({ text }) => text.includes('interupt'))).toEqual([]);
    terminal.type('/detach\n');
    await terminal.until((text) => text.includes('Left fay; it goes on.'));
    expect(await terminal.exited).toBe(0);
    expect(await served.untilSession(id, ({ state }) => state === 'idle')).toMatchObject({ starts: 1 });
  },
  slow,
);

test(
  'what an agent asks is decided where it is seen',
  async () => {
    await using served = await createServed();
    const id = await served.start('fake', 'fay', 'first [[ask]]');
    await served.untilSession(id, ({ state }) => state === 'waiting');
    const cwd = served.project.dir;
    await using terminal = runOnTerminal(['attach', 'fay'], { cwd, columns: 100, rows: 60 });
    await terminal.until((text) => text.includes('? asks: execute: make'));
    terminal.resize(60, 30);
    terminal.type('/reject not now\n');
    await terminal.until((text) => text.includes('permission selected:no'));
    await served.untilSession(id, ({ turns }) => turns === 1);
    terminal.type('again [[ask]]\n');
    await served.untilSession(id, ({ state }) => state === 'waiting');
    terminal.type('/approve\n');
    await terminal.until((text) => text.includes('permission selected:once'));
    terminal.type('/approve\n');
    await terminal.until((text) => text.includes('fay waits for no decision.'));
    terminal.type('\u0003');
    await terminal.until((text) => text.includes('Left fay; it goes on.'));
    await using again = runOnTerminal(['attach', 'fay'], { cwd, columns: 100, rows: 60 });
    await again.until((text) => text.includes('permission selected:once'));
    await served.project.json(['kill', 'fay'], { env: served.me });
    await again.until((text) => text.includes('fay has ended'));
    expect(await again.exited).toBe(0);
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
