import { describe, expect, test } from 'bun:test';
import { createWorld, type World } from '../../../../test/support/world.ts';
import { invoke } from '../../../operations/invoke.ts';
import { literal, type Style } from '../../cli/render/style.ts';
import { cells } from '../../cli/render/text.ts';
import { drawFrame, plainFrame, type Size } from './frame.ts';
import { parseKeys } from './keys.ts';
import { createModel, type Model, press, sectionsOf } from './model.ts';
import { takeSnapshot } from './snapshot.ts';

const plain: Style = { terminal: true, colors: false, width: Number.POSITIVE_INFINITY, now: 0 };
const hostile = '[red]\u001b[31m\u0007 家族 👩‍👩‍👧 \u202e title\nsecond line';

async function worldAtWork(): Promise<World> {
  const world = createWorld();
  await invoke(world.as(1), 'agent.join', { name: 'lucid-knuth' });
  await invoke(world.as(2), 'agent.join', { name: 'wry-hopper' });
  await invoke(world.as(1), 'task.add', { title: hostile, priority: 9 });
  for (let n = 0; n < 30; n += 1) await invoke(world.as(1), 'task.add', { title: `task number ${n}` });
  await invoke(world.as(1), 'task.claim', {});
  await invoke(world.as(1), 'lock.take', { paths: ['src/api/'], intent: hostile });
  return world;
}

async function modelAtWork(): Promise<Model> {
  return createModel(await takeSnapshot((await worldAtWork()).nobody()));
}

const keys = (model: Model, ...names: readonly string[]): Model => names.reduce(press, model);
const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 60, rows: 24 },
  { columns: 120, rows: 50 },
  { columns: 20, rows: 6 },
  { columns: 5, rows: 2 },
];

describe('a frame', () => {
  test.each(sizes.map((size) => [size] as const))(
    'fills the screen and never more, whatever is written in it: %p',
    async (size) => {
      const model = await modelAtWork();
      for (const shown of [
        model,
        keys(model, 'tab', 'enter'),
        keys(model, '?'),
        { ...model, problem: hostile },
      ]) {
        const lines = drawFrame(shown, size, plain);
        expect(lines).toHaveLength(size.rows);
        for (const line of lines) {
          expect(cells(line)).toBeLessThanOrEqual(size.columns);
          expect(line).toBe(literal(line));
        }
      }
    },
  );

  test('shows agents, tasks, locks and the log at 80 by 24, and at 60 columns still the state word', async () => {
    const model = await modelAtWork();
    for (const columns of [80, 60]) {
      const text = drawFrame(model, { columns, rows: 24 }, plain).join('\n');
      for (const part of [
        'Agents 2',
        'Tasks 31',
        'Locks 1',
        'Log ',
        'working',
        'running',
        'ready',
        'lucid-knuth',
        'src/api/',
        'q quit',
      ]) {
        expect(text).toContain(
          columns === 60 && part === 'lucid-knuth'
            ? 'lucid-knu'
            : columns === 60 && part === 'q quit'
              ? 'help'
              : part,
        );
      }
    }
  });

  test('problems come first, and the header says that someone is needed', async () => {
    const world = await worldAtWork();
    await invoke(world.as(1), 'task.fail', { reason: 'tests red' });
    await invoke(world.person('eve'), 'workspace.pause', { reason: 'lunch' });
    const lines = drawFrame(
      createModel(await takeSnapshot(world.nobody())),
      { columns: 100, rows: 40 },
      plain,
    );
    expect(lines[0]).toContain('1 need you');
    expect(lines[1]).toContain('Problems 2');
    expect(lines[2]).toContain('lunch');
    expect(lines[3]).toContain('tests red');
  });

  test('a task that is dead by time is not shown as running', async () => {
    const world = await worldAtWork();
    world.evidence.set(1, 'dead');
    const text = drawFrame(
      createModel(await takeSnapshot(world.nobody())),
      { columns: 100, rows: 40 },
      plain,
    ).join('\n');
    expect(text).toContain('running 0');
    expect(text).toContain('Nothing is locked');
  });

  test('stale data says since when', async () => {
    const model = { ...(await modelAtWork()), problem: 'The store is busy.' };
    expect(drawFrame(model, sizes[0] ?? { columns: 80, rows: 24 }, plain)[1]).toContain('The store is busy.');
  });

  test('without a terminal: one plain frame with everything in it, uncoloured', async () => {
    const text = plainFrame(await modelAtWork(), { ...plain, terminal: false });
    expect(text).toContain('task number 29');
    expect(text).not.toContain('\u001b');
  });
});

describe('keys', () => {
  test('are told apart, printable text one by one', () => {
    expect(parseKeys('j\u001b[A\u001b[Z\t\r\u001b\u007fä👍\u0003\u001b[12~')).toEqual([
      'j',
      'up',
      'shift-tab',
      'tab',
      'enter',
      'escape',
      'backspace',
      'ä',
      '👍',
      'interrupt',
      'unknown',
    ]);
  });

  test('j and k move within the section and stop at its ends; the selection follows its row', async () => {
    const model = keys(await modelAtWork(), 'tab', 'j', 'j');
    expect(model.selected.tasks).toBe('t3');
    expect(keys(model, 'G').selected.tasks).toBe('t31');
    expect(keys(model, 'G', 'j', 'k').selected.tasks).toBe('t30');
    expect(keys(model, 'g', 'k').selected.tasks).toBe('t1');
  });

  test('the selected row is always on the screen', async () => {
    const model = keys(await modelAtWork(), 'tab', 'G');
    const text = drawFrame(model, { columns: 80, rows: 24 }, plain).join('\n');
    expect(text).toContain('task number 29');
  });

  test('enter opens the row, and the text in it stays indented', async () => {
    const model = keys(await modelAtWork(), 'tab', 'enter');
    const lines = drawFrame(model, { columns: 80, rows: 40 }, plain);
    expect(lines.some((line) => /^ {6}title .*\[red\]/.test(line))).toBe(true);
    expect(lines.some((line) => /^ {17}second line/.test(line))).toBe(true);
    expect(keys(model, 'enter').open).toBeNull();
  });

  test('a filter shows only what matches; escape clears it', async () => {
    const model = keys(await modelAtWork(), '/', ...parseKeys('number 7'), 'enter');
    expect(sectionsOf(model).tasks.rows.map(({ id }) => id)).toEqual(['t9']);
    expect(sectionsOf(keys(model, 'escape')).tasks.rows).toHaveLength(31);
    expect(keys(model, '/', 'backspace').filter).toBe('number ');
  });

  test('q and ctrl-c leave, but q is text in a filter', async () => {
    const model = await modelAtWork();
    expect(keys(model, 'q').isOver).toBe(true);
    expect(keys(model, '/', 'interrupt').isOver).toBe(true);
    expect(keys(model, '/', 'q')).toMatchObject({ isOver: false, filter: 'q' });
  });
});
