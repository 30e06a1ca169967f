import { afterAll, beforeAll, expect, test } from 'bun:test';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../support/agents.ts';
import { atTerminal } from '../support/person.ts';
import { cleanEnvironment, createProject, program, type Project } from '../support/program.ts';

let project: Project;
beforeAll(async () => {
  project = createProject();
  await project.json(['init']);
});
afterAll(async () => {
  await project.run(['serve', 'stop']);
  project[Symbol.dispose]();
});

interface Printed {
  readonly urls: readonly string[];
  readonly expiresInMs: number;
  readonly opened: boolean;
}

async function web(...flags: readonly string[]): Promise<Printed> {
  const { code, stdout } = await atTerminal(['web', '--json', ...flags], { cwd: project.dir });
  expect(code).toBe(0);
  return JSON.parse(stdout) as Printed;
}

/** What the page sends from then on. */
async function signIn(): Promise<{
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}> {
  const [url = ''] = (await web('--print')).urls;
  const response = await fetch(url, { redirect: 'manual' });
  expect(response.status).toBe(303);
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const key = response.headers.get('location')?.replace('/#key=', '') ?? '';
  return { origin: new URL(url).origin, headers: { cookie, 'x-shoal-web': key } };
}

async function sessionStatus(origin: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return (await fetch(`${origin}/v1/web/session`, { headers })).status;
}

test('an agent is refused, and a script that nobody proves to be a person; no daemon is started for them', async () => {
  const env = await project.agent('ada');
  for (const caller of [env, { CLAUDECODE: '1' }, {}]) {
    const { code, stdout } = await project.run(['web', '--print', '--json'], { env: caller });
    expect(code).toBe(6);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NOT_ALLOWED' } });
  }
  expect((await project.run(['serve', 'status'])).code).toBe(3);
});

test('a person is given a link, the daemon started for it, and it opens the dashboard once', async () => {
  const { code, stdout } = await atTerminal(['web', '--print'], { cwd: project.dir });
  expect(code).toBe(0);
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]+/.exec(stdout) ?? [];
  expect(stdout).toContain('once, within two minutes');
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(410);
});

test('who has the page open can be asked, though no command of theirs has run', async () => {
  const { origin, headers } = await signIn();
  const env = await project.agent('bob');
  const refused = await project.run(['msg', 'hello', '--to', '@human'], { env });
  expect(refused.stderr).toContain('No person has run a command');
  expect(await sessionStatus(origin, headers)).toBe(200);
  await project.json(['msg', 'hello', '--to', '@human'], { env });
});

test('a flag that there is not is refused', async () => {
  const { code, stdout } = await atTerminal(['web', '--port', '1'], { cwd: project.dir });
  expect(code).toBe(2);
  expect(stdout).toContain("web: Unknown option '--port'.");
  expect(stdout).toContain('shoal help web');
});

test('the browser of the system is told to open it, and a system without one is no failure', async () => {
  const bin = join(project.dir, '../bin');
  const told = join(project.dir, '../told');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\necho "$1" > ${told}.draft && mv ${told}.draft ${told}\n`);
  chmodSync(join(bin, 'xdg-open'), 0o755);
  const env = { DISPLAY: ':9', PATH: `${bin}:/usr/bin:/bin` };
  const { stdout } = await atTerminal(['web', '--json'], { cwd: project.dir, env });
  const { urls, opened } = JSON.parse(stdout) as Printed;
  expect(opened).toBe(true);
  while (!existsSync(told)) await new Promise(setImmediate);
  expect(readFileSync(told, 'utf8').trim()).toBe(urls[0] ?? '');

  rmSync(join(bin, 'xdg-open'));
  const without = await atTerminal(['web'], { cwd: project.dir, env: { ...env, PATH: bin } });
  expect(without.code).toBe(0);
  expect(without.stdout).toMatch(/\/open\/[\w-]+\n/);
  expect(without.stdout).not.toContain('Opening');
});

test('a sign-in outlives the daemon, and ends with the token of the person', async () => {
  const { origin, headers } = await signIn();
  expect(await sessionStatus(origin, headers)).toBe(200);
  expect(await sessionStatus(origin, {})).toBe(401);
  const { pid } = (await project.json(['serve', 'status'])) as { pid: number };
  process.kill(pid, 'SIGKILL');
  while (isRunning(pid)) await new Promise(setImmediate);
  await project.json(['serve', '--detach']);
  expect(await sessionStatus(origin, headers)).toBe(200);
  await project.json(['serve', 'stop']);
  rmSync(join(project.dir, '.shoal/human-token'));
  await project.json(['serve', '--detach']);
  expect(await sessionStatus(origin, headers)).toBe(401);
});

test('on the network there is a link for each address, each good once, and a picture for the phone', async () => {
  await project.json(['serve', 'stop']);
  await project.json(['serve', '--detach', '--host', '0.0.0.0']);
  const { urls } = await web('--print');
  expect(new URL(urls[0] ?? '').hostname).toBe('127.0.0.1');
  expect(new Set(urls.map((url) => new URL(url).pathname)).size).toBe(urls.length);
  for (const url of urls) expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
  const { stdout } = await atTerminal(['web', '--print'], { cwd: project.dir });
  if (urls.length > 1) expect(stdout).toContain('▄▄▄▄▄');
  await project.json(['serve', 'stop']);
});

/** Copied away, it has nothing but itself. */
function executableAlone(): readonly string[] {
  const alone = join(project.dir, '../alone');
  mkdirSync(alone);
  const copy = join(alone, 'shoal');
  copyFileSync(program, copy);
  chmodSync(copy, 0o755);
  return [copy];
}

const npmPackage = (): readonly string[] => [
  process.execPath,
  join(import.meta.dir, '../../dist/npm/main.js'),
];

test.each([
  ['the executable', executableAlone],
  ['the npm package', npmPackage],
])('%s holds the whole dashboard', async (_name, command) => {
  const serving = Bun.spawn([...command(), 'serve', '--detach'], {
    cwd: project.dir,
    env: cleanEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  expect(await serving.exited).toBe(0);
  const { url } = (await project.json(['serve', 'status'])) as { url: string };
  const page = await (await fetch(`${url}/board`, { headers: { accept: 'text/html' } })).text();
  const assets = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(assets.some((path) => path.endsWith('.js'))).toBe(true);
  expect(assets.some((path) => path.endsWith('.css'))).toBe(true);
  for (const path of assets) await expectWhole(`${url}${path}`);
  await project.json(['serve', 'stop']);
});

/** In every form the same. */
async function expectWhole(url: string): Promise<void> {
  const get = (encoding: string, method = 'GET') =>
    fetch(url, { method, headers: { 'accept-encoding': encoding } });
  const plain = await get('identity');
  const text = await plain.text();
  expect(plain.status).toBe(200);
  for (const encoding of ['br', 'gzip']) expect(await (await get(encoding)).text()).toBe(text); // fetch unpacks it
  const head = await get('identity', 'HEAD');
  expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
}
