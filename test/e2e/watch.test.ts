import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createProject, type Project } from '../support/program.ts';
import { runOnTerminal } from '../support/screen.ts';

const leavesAlternateScreen = '\u001b[?25h\u001b[?1049l';

describe('shoal watch', () => {
  let project: Project;
  let ada: Readonly<Record<string, string>>;

  beforeAll(async () => {
    project = createProject();
    await project.run(['init']);
    ada = await project.agent('ada');
    await project.run(['add', 'Build [/red] \u001b[31mthings', '-p', '8'], { env: ada });
    await project.run(['claim'], { env: ada });
    await project.run(['lock', 'src/api/'], { env: ada });
  });
  afterAll(() => project[Symbol.dispose]());

  test('shows agents, tasks, locks and the log, and what happens as it happens', async () => {
    await using watch = runOnTerminal(['watch'], { cwd: project.dir });
    const text = await watch.until((screen) => screen.includes('Log') && screen.includes('q quit'));
    for (const part of ['working', 'ada', 'running', String.raw`Build [/red] \x1b[31mthings`, 'src/api/'])
      expect(text).toContain(part);
    expect(watch.lines().length).toBeLessThanOrEqual(24);
    await project.run(['add', 'Come in later'], { env: ada });
    await watch.until((screen) => screen.includes('Come in later'));
    watch.type('q');
    expect(await watch.exited).toBe(0);
    expect(watch.raw().endsWith(leavesAlternateScreen)).toBe(true);
  });

  test('keys: tab, enter, filter, help', async () => {
    await using watch = runOnTerminal(['watch'], { cwd: project.dir });
    await watch.until((screen) => screen.includes('›Agents'));
    watch.type('\t');
    await watch.until((screen) => screen.includes('›Tasks'));
    watch.type('\r');
    await watch.until((screen) => screen.includes('attempts'));
    watch.type('/src/api');
    await watch.until((screen) => screen.includes('Nothing matches.') && screen.includes('/ src/api'));
    watch.type('\r');
    watch.type('?');
    await watch.until((screen) => screen.includes('nothing stops'));
    watch.type('\u0003');
    expect(await watch.exited).toBe(0);
  });

  test('follows a resize down to 60 columns', async () => {
    await using watch = runOnTerminal(['watch'], { cwd: project.dir, columns: 120, rows: 40 });
    await watch.until((screen) => screen.includes('›Agents'));
    watch.resize(60, 15);
    await watch.until(() => {
      const lines = watch.lines();
      return (
        lines.length === 15 &&
        lines.every((line) => line.length <= 60) &&
        lines.some((line) => line.includes('running'))
      );
    });
    watch.type('q');
    await watch.exited;
  });

  test('NO_COLOR leaves every word and no colour', async () => {
    await using watch = runOnTerminal(['watch'], { cwd: project.dir, env: { NO_COLOR: '1' } });
    await watch.until((screen) => screen.includes('running'));
    expect(watch.raw()).not.toMatch(/\u001b\[\d+m/);
  });

  test('gives the terminal back on SIGTERM', async () => {
    await using watch = runOnTerminal(['watch'], { cwd: project.dir });
    await watch.until((screen) => screen.includes('›Agents'));
    watch.signal('SIGTERM');
    expect(await watch.exited).toBe(143);
    expect(watch.raw()).toContain(leavesAlternateScreen);
  });

  test('without a terminal it prints one plain frame', async () => {
    const { code, stdout } = await project.run(['watch']);
    expect(code).toBe(0);
    expect(stdout).toContain('src/api/');
    expect(stdout).not.toContain('\u001b');
  });
});
