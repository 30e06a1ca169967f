import { expect, test } from 'bun:test';
import { runProgram } from '../support/program.ts';

const elsewhere = { cwd: '/' };

test('help of every command needs no workspace and shows an example', async () => {
  const all = JSON.parse((await runProgram(['help', '--all', '--json'], elsewhere)).stdout) as readonly {
    command: string;
    aliases: readonly string[];
  }[];
  expect(all.length).toBeGreaterThan(35);
  for (const { command, aliases } of all) {
    for (const name of [command, ...aliases]) {
      const { code, stdout, stderr } = await runProgram(['help', ...name.split(' ')], elsewhere);
      expect([name, code, stderr]).toEqual([name, 0, '']);
      expect(stdout).toContain('Usage: shoal');
      expect(stdout).toContain('Examples');
    }
  }
});

test('COMMAND --help says the same as help COMMAND', async () => {
  for (const command of ['claim', 'add', 'lock', 'msg', 'spawn']) {
    const [asFlag, asCommand] = await Promise.all([
      runProgram([command, '--help'], elsewhere),
      runProgram(['help', command], elsewhere),
    ]);
    expect(asFlag).toEqual(asCommand);
  }
});

test('help of what several commands begin with names them', async () => {
  for (const [words, named] of [
    [['config'], '  config profile add '],
    [['chunks'], '  chunks done '],
    [['run'], '  run tidy '],
  ] as const)
    expect((await runProgram(['help', ...words], elsewhere)).stdout).toContain(named);
  const chunks = (await runProgram(['help', 'chunks', '--json'], elsewhere)).stdout;
  expect(JSON.parse(chunks)).toContainEqual(expect.objectContaining({ command: 'chunks add' }));
});

test('plain help names the everyday commands by job; plumbing is only under --all', async () => {
  const plain = (await runProgram(['--help'], elsewhere)).stdout;
  const all = (await runProgram(['help', '--all'], elsewhere)).stdout;
  for (const word of ['Start', 'Work', 'Talk', 'Watch', 'init', 'claim', 'msg', 'status'])
    expect(plain).toContain(word);
  expect(plain).not.toContain('  mcp ');
  expect(all).toContain('  mcp ');
});

test('shoal alone: the first three commands outside a workspace', async () => {
  const { code, stdout } = await runProgram([], elsewhere);
  expect(code).toBe(0);
  expect(stdout.match(/^ {2}shoal \w+/gm)).toEqual(['  shoal init', '  shoal add', '  shoal spawn']);
});

test('--version is one line', async () => {
  expect((await runProgram(['--version'])).stdout).toMatch(/^shoal \d+\.\d+\.\d+\n$/);
});

test('completion scripts are valid in the shells that are here, and complete a command', async () => {
  const { stdout: bash } = await runProgram(['completion', 'bash'], elsewhere);
  const child = Bun.spawn(
    [
      'bash',
      '-c',
      `${bash}\nCOMP_WORDS=(shoal cla); COMP_CWORD=1; _shoal; echo "\${COMPREPLY[@]}"; COMP_WORDS=(shoal claim --wa); COMP_CWORD=2; _shoal; echo "\${COMPREPLY[@]}"; COMP_WORDS=(shoal web --pr); COMP_CWORD=2; _shoal; echo "\${COMPREPLY[@]}"`,
    ],
    { stderr: 'pipe' },
  );
  expect(await new Response(child.stdout).text()).toBe('claim\n--wait\n--print\n');
  for (const [shell, check] of [
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ] as const) {
    const script = (await runProgram(['completion', shell], elsewhere)).stdout;
    expect(script).toContain('claim');
    if (Bun.which(shell) === null) continue;
    const checked = Bun.spawn([shell, check, '/dev/stdin'], { stdin: new Blob([script]), stderr: 'pipe' });
    expect([shell, await checked.exited]).toEqual([shell, 0]);
  }
});
