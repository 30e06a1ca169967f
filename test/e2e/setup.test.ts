import { describe, expect, test } from 'bun:test';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { atTerminal } from '../support/person.ts';
import { createProject, program, type Project } from '../support/program.ts';

const theirs: Readonly<Record<string, string>> = {
  'CLAUDE.md': '# Our rules\r\n\r\nBe brief.\r\n',
  'AGENTS.md': 'No line break at the end',
  'GEMINI.md': '\n\n',
  '.claude/settings.json':
    '{\n\t"permissions": { "allow": ["Bash(npm:*)"] },\n\t"hooks": {\n\t\t"PreToolUse": [\n\t\t\t{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "./check.sh" }] }\n\t\t]\n\t}\n}\n',
  '.mcp.json': '{"mcpServers":{"other":{"command":"other"}}}',
  '.codex/config.toml': 'model = "gpt-5.5" # ours\n\n[mcp_servers.other]\ncommand = "other"',
  '.codex/hooks.json': '{ "hooks": { "Stop": [] } }\n',
  '.gemini/settings.json': '// how we work\n{\n    /* theme */ "ui": { "theme": "GitHub" }, // trailing\n}\n',
  'opencode.jsonc': '{\n  // models\n  "model": "a/b",\n}\n',
};

describe('setup', () => {
  test('--print changes nothing, writing shows what it wrote, and again there is nothing to do', async () => {
    using project = await workspace(theirs);
    const before = snapshot(project);
    const printed = await project.run(['setup', '--all', '--print']);
    expect(printed.stdout).toContain('+++ b/.claude/settings.json');
    expect(snapshot(project)).toEqual(before);
    const written = (await project.json(['setup', '--all', '-y'])) as Answer;
    expect(written.written).toBe(true);
    expect(written.files.map(({ path }) => path)).toContain('.github/hooks/shoal.json');
    const after = snapshot(project);
    const again = (await project.json(['setup', '--all', '-y'])) as Answer;
    expect([again.written, again.files]).toEqual([false, []]);
    expect(snapshot(project)).toEqual(after);
  });

  test('keeps what others wrote, byte for byte, and takes its own out again', async () => {
    using project = await workspace(theirs);
    const before = snapshot(project);
    await project.json(['setup', '--all']);
    for (const [path, line] of [
      ['CLAUDE.md', 'Be brief.\r\n'],
      [
        '.claude/settings.json',
        '\t\t\t{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "./check.sh" }] }',
      ],
      ['.gemini/settings.json', '    /* theme */ "ui": { "theme": "GitHub" }, // trailing\n'],
      ['opencode.jsonc', '  // models\n  "model": "a/b",'],
      ['.codex/config.toml', 'model = "gpt-5.5" # ours\n'],
    ] as const) {
      expect(read(project, path)).toContain(line);
    }
    expect(read(project, '.claude/settings.json')).toContain('shoal hook claude pre-tool-use');
    await project.json(['setup', '--remove']);
    expect(snapshot(project)).toEqual(before);
  });

  test('in a clone, which knows nothing of what was before, its own comes out and all else stays', async () => {
    using project = await workspace(theirs);
    const before = snapshot(project);
    await project.json(['setup', '--all']);
    writeFileSync(join(project.dir, '.shoal/setup.json'), '{}');
    await project.json(['setup', '--remove']);
    const after = snapshot(project);
    for (const path of [
      'CLAUDE.md',
      'AGENTS.md',
      'GEMINI.md',
      '.claude/settings.json',
      '.codex/config.toml',
    ]) {
      expect(after[path], path).toBe(before[path] ?? '');
    }
    expect(JSON.parse(after['.mcp.json'] ?? '')).toEqual({ mcpServers: { other: { command: 'other' } } });
    expect(Object.values(after).join('')).not.toMatch(/shoal/i);
    expect(after['.gemini/settings.json']).toContain(
      '// how we work\n{\n    /* theme */ "ui": { "theme": "GitHub" }, // trailing',
    );
    expect(existsSync(join(project.dir, '.github'))).toBe(false);
  });

  test('entries that came after setup stay when it is undone', async () => {
    using project = await workspace({});
    await project.json(['setup', '--claude']);
    const file = join(project.dir, '.claude/settings.json');
    const settings = JSON.parse(readFileSync(file, 'utf8')) as { hooks: Record<string, unknown[]> };
    settings.hooks['Stop']?.push({ hooks: [{ type: 'command', command: 'say done' }] });
    writeFileSync(file, JSON.stringify(settings, null, 4));
    writeFileSync(join(project.dir, 'CLAUDE.md'), `${read(project, 'CLAUDE.md')}\nMine.\n`);
    await project.json(['setup', '--remove']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      hooks: { Stop: [{ hooks: [{ type: 'command', command: 'say done' }] }] },
    });
    expect(read(project, 'CLAUDE.md')).toContain('Mine.\n');
    expect(read(project, 'CLAUDE.md')).not.toContain('shoal');
  });

  test('renews what an older version wrote, in its place', async () => {
    using project = await workspace({});
    await project.json(['setup', '--claude']);
    const old = '# Before\n\n<!-- shoal:begin v0 (older) -->\nold text\n<!-- shoal:end -->\n\n# After\n';
    writeFileSync(join(project.dir, 'CLAUDE.md'), old);
    const file = join(project.dir, '.claude/settings.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('exec shoal hook claude stop', 'shoal hook claude stop --old'),
    );
    const answer = (await project.json(['setup', '--claude'])) as Answer;
    expect(answer.files.map(({ path, change }) => [path, change])).toEqual([
      ['CLAUDE.md', 'update'],
      ['.claude/settings.json', 'update'],
    ]);
    expect(read(project, 'CLAUDE.md')).toMatch(
      /^# Before\n\n<!-- shoal:begin v1 [\s\S]*<!-- shoal:end -->\n\n# After\n$/,
    );
    expect(readFileSync(file, 'utf8')).not.toContain('--old');
    expect(readFileSync(file, 'utf8').match(/shoal hook claude stop/g)).toHaveLength(1);
  });

  test('a file that two harnesses read stays as long as one of them is set up', async () => {
    using project = await workspace({});
    await project.json(['setup', '--claude', '--copilot']);
    await project.json(['setup', '--remove', '--claude']);
    expect(existsSync(join(project.dir, '.claude'))).toBe(false);
    expect(read(project, '.mcp.json')).toContain('shoal');
    await project.json(['setup', '--remove']);
    expect(existsSync(join(project.dir, '.mcp.json'))).toBe(false);
  });

  test('keeps a symbolic link and the permissions of a file', async () => {
    using project = await workspace({ 'real.md': 'x\n' });
    symlinkSync('real.md', join(project.dir, 'CLAUDE.md'));
    chmodSync(join(project.dir, 'real.md'), 0o640);
    await project.json(['setup', '--claude']);
    expect(read(project, 'real.md')).toContain('shoal:begin');
    expect(statSync(join(project.dir, 'real.md')).mode & 0o777).toBe(0o640);
    await project.json(['setup', '--remove']);
    expect(read(project, 'real.md')).toBe('x\n');
  });

  const unsafe: readonly (readonly [why: string, path: string, text: string, message: RegExp])[] = [
    [
      'holds merge conflicts',
      'CLAUDE.md',
      'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n',
      /CLAUDE\.md holds merge conflicts/,
    ],
    [
      'is broken JSON',
      '.claude/settings.json',
      '{"hooks": {',
      /settings\.json is not valid JSON: .* in line 1/,
    ],
    ['is no JSON object', '.mcp.json', '[]', /\.mcp\.json is not valid JSON: it holds no object/],
    ['has half a block', 'CLAUDE.md', '<!-- shoal:begin v1 -->\n', /1 beginnings and 0 ends/],
  ];
  for (const [why, path, text, message] of unsafe) {
    test(`touches nothing when a file ${why}`, async () => {
      using project = await workspace({ [path]: text });
      const before = snapshot(project);
      const { code, stderr } = await project.run(['setup', '--claude', '-y']);
      expect(code).toBe(4);
      expect(stderr).toMatch(message);
      expect(snapshot(project)).toEqual(before);
    });
  }

  test('a plugin file or a table of their own is not overwritten', async () => {
    using project = await workspace({
      '.opencode/plugin/shoal.ts': 'export const mine = 1;\n',
      '.codex/config.toml': '[mcp_servers.shoal]\ncommand = "x"\n',
    });
    expect((await project.run(['setup', '--opencode', '-y'])).stderr).toContain('is not ours');
    expect((await project.run(['setup', '--codex', '-y'])).stderr).toContain('[mcp_servers.shoal]');
  });

  test('asks at a terminal, after showing the changes', async () => {
    using project = await workspace({});
    const no = await atTerminal(['setup', '--claude'], { cwd: project.dir, answer: 'n' });
    expect(no.stdout).toContain('+## Working with others here: Shoal');
    expect(no.stdout).toContain('files? [y/N]');
    expect(existsSync(join(project.dir, 'CLAUDE.md'))).toBe(false);
    await atTerminal(['setup', '--claude'], { cwd: project.dir, answer: 'y' });
    expect(existsSync(join(project.dir, 'CLAUDE.md'))).toBe(true);
  });

  test('takes the harnesses found; none found, or no workspace, is said', async () => {
    using project = await workspace({});
    const none = await project.run(['setup', '-y'], { env: { PATH: '/usr/bin:/bin' } });
    expect([none.code, none.stderr.includes('is on PATH')]).toEqual([1, true]);
    const PATH = `${fakeHarnesses(project, ['gemini'])}:/usr/bin:/bin`;
    const answer = (await project.json(['setup'], { env: { PATH } })) as Answer;
    expect(answer.files.map(({ path }) => path)).toEqual(['GEMINI.md', '.gemini/settings.json']);
    using elsewhere = createProject();
    expect((await elsewhere.run(['setup', '--claude'])).stderr).toContain('shoal init');
  });

  test('is offered by `init` at a terminal, and never without one', async () => {
    using project = createProject();
    const PATH = `${fakeHarnesses(project, ['gemini'])}:/usr/bin:/bin`;
    const offered = await atTerminal(['init'], { cwd: project.dir, env: { PATH }, answer: 'y' });
    expect(offered.stdout).toContain('create  GEMINI.md');
    expect(read(project, '.gemini/settings.json')).toContain('shoal hook gemini stop');
    using silent = createProject();
    await silent.json(['init'], { env: { PATH } });
    expect(snapshot(silent)).toEqual({});
  });

  test('the instructions are under 150 lines, and only commands that exist are named in them', async () => {
    using project = await workspace({});
    await project.json(['setup', '--claude']);
    const block = read(project, 'CLAUDE.md');
    expect(block.split('\n').length).toBeLessThan(150);
    const named = new Set([...block.matchAll(/`shoal ([a-z]+)/g)].map(([, word]) => word ?? ''));
    const help = (await project.run(['help', '--all'])).stdout;
    for (const word of named) expect(help, word).toMatch(new RegExp(`\\b${word}\\b`));
  });
});

describe('the hooks that setup writes', () => {
  test('do nothing, and say nothing, where shoal is not on PATH', async () => {
    using project = await workspace({});
    await project.json(['setup', '--all']);
    const commands = [...allText(project).matchAll(/"(?:command|bash)": "(command -v [^"]+)"/g)].map(
      ([, line]) => line ?? '',
    );
    expect(commands).toHaveLength(24);
    for (const line of commands) {
      const child = Bun.spawn(['sh', '-c', line], {
        env: { PATH: '/usr/bin:/bin' },
        stdout: 'pipe',
        stderr: 'pipe',
        stdin: 'ignore',
      });
      const said = (await child.stdout.text()) + (await child.stderr.text());
      expect([await child.exited, said]).toEqual([0, '']);
    }
  });
});

describe('setup --check', () => {
  test('says for each harness whether its hooks will run, and how to allow them', async () => {
    using project = await workspace({});
    const home = join(project.dir, '../home');
    mkdirSync(join(home, '.gemini'), { recursive: true });
    mkdirSync(join(home, '.copilot'));
    const env = {
      HOME: home,
      PATH: `${fakeHarnesses(project, ['claude', 'gemini', 'copilot'])}:${dirname(program)}:/usr/bin:/bin`,
    };
    expect(await reports(project, env)).toMatchObject([
      { name: 'claude', hooksActive: false, detail: expect.stringContaining('shoal setup --claude') },
      {},
      {},
    ]);
    await project.json(['setup', '-y'], { env });
    expect(await reports(project, env)).toMatchObject([
      { name: 'claude', version: '0.1.2', hooksActive: true, detail: expect.stringContaining('older than') },
      { name: 'gemini', hooksActive: false, detail: expect.stringContaining('Trust folder') },
      { name: 'copilot', hooksActive: false, detail: expect.stringContaining('--trust-folder') },
    ]);
    writeFileSync(
      join(home, '.gemini/trustedFolders.json'),
      JSON.stringify({ [dirname(project.dir)]: 'TRUST_FOLDER' }),
    );
    writeFileSync(
      join(home, '.copilot/config.json'),
      `// made by copilot\n${JSON.stringify({ trustedFolders: [project.dir] })}`,
    );
    expect((await reports(project, env)).map(({ hooksActive }) => hooksActive)).toEqual([true, true, true]);
    expect((await project.run(['setup', '--check'], { env })).code).toBe(0);
    writeFileSync(join(project.dir, '.claude/settings.local.json'), '{"disableAllHooks": true}');
    const off = await project.run(['setup', '--check', '--claude'], { env });
    expect([off.code, off.stdout.includes('disableAllHooks')]).toEqual([1, true]);
  });
});

interface Report {
  readonly name: string;
  readonly hooksActive: boolean | null;
}

interface Answer {
  readonly written: boolean;
  readonly files: readonly { path: string; change: string }[];
  readonly harnesses: readonly Report[];
}

async function workspace(files: Readonly<Record<string, string>>): Promise<Project> {
  const project = createProject();
  await project.json(['init']);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project.dir, path)), { recursive: true });
    writeFileSync(join(project.dir, path), text);
  }
  return project;
}

async function reports(project: Project, env: Record<string, string>): Promise<readonly Report[]> {
  const { stdout } = await project.run(['setup', '--check', '--json'], { env });
  return (JSON.parse(stdout) as Answer).harnesses;
}

function fakeHarnesses(project: Project, names: readonly string[]): string {
  const bin = join(project.dir, '../bin');
  mkdirSync(bin, { recursive: true });
  for (const name of names)
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} 0.1.2"\n`, { mode: 0o755 });
  return bin;
}

/** Every file of the project but `.shoal/`, by path. */
function snapshot({ dir }: Project): Record<string, string> {
  const paths = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('.shoal'),
  );
  const files = paths.filter((path) => statSync(join(dir, path)).isFile()).sort();
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(dir, path), 'utf8')]));
}

function allText(project: Project): string {
  return Object.values(snapshot(project)).join('\n');
}

function read({ dir }: Project, path: string): string {
  return readFileSync(join(dir, path), 'utf8');
}
