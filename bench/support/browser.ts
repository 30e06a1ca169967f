import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newProfile } from '../../src/domain/profile.ts';
import { newSession } from '../../src/domain/session.ts';
import { defaultSettings } from '../../src/operations/settings.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { machineClock } from '../../src/store/sqlite/machine-clock.ts';
import { askForLink } from '../../src/surfaces/web/ask-for-link.ts';
import { openChromium } from '../../test/support/chromium.ts';
import { longTranscript } from '../../test/support/long-transcript.ts';
import { fill } from './bulk.ts';
import type { Daemon } from './daemon.ts';
import { Workspace } from './workspace.ts';

const tasks = { ready: 4_000, blocked: 1_000, done: 5_000 };
export const taskCount = tasks.ready + tasks.blocked + tasks.done;
export const eventCount = 100_000;
export const transcriptEntries = 5_000;
const perTransaction = 1_000;

/** A workspace with very many tasks, a long log, and a session `s1` with a long transcript. */
export async function longUsedWorkspace(): Promise<Workspace> {
  const workspace = new Workspace();
  await fill(workspace.file, { ready: tasks.ready + tasks.done, blocked: tasks.blocked });
  workspace.ok(['join', '-n', 'writer'], { as: 'writer' });
  const settings = { ...defaultSettings, durability: 'relaxed' as const };
  const store = await openSqliteStore({ file: workspace.file, settings, clock: machineClock() });
  for (let made = 0; made < eventCount; made += perTransaction)
    await store.transact((tx) => {
      for (let at = made; at < made + perTransaction; at++) {
        const id = `t${tasks.blocked + 1 + (at % tasks.done)}`;
        const isFirst = at < tasks.done;
        tx.update(
          'task',
          id,
          isFirst
            ? { state: 'done', readyBucket: null, readyRank: 0, title: `Describe how module ${at} is tested` }
            : { progress: `step ${at}`, progressAt: tx.now },
          { type: isFirst ? 'task.done' : 'task.progress' },
        );
      }
    });
  await store.transact((tx) => {
    const [writer] = tx.list('agent', { newestFirst: true, limit: 1 });
    const session = newSession({
      id: tx.nextId('session'),
      agent: writer?.id ?? '',
      profile: newProfile({ name: 'writer', harness: 'command' }),
      directory: workspace.directory,
      createdAt: tx.now,
    });
    tx.create(
      'session',
      { ...session, wanted: 'stopped', state: 'ended', endedAt: tx.now },
      { type: 'session.ended' },
    );
  });
  await store.close();
  const transcripts = join(workspace.directory, '.shoal/transcripts');
  mkdirSync(transcripts, { recursive: true });
  writeFileSync(join(transcripts, 's1.jsonl'), longTranscript(transcriptEntries));
  return workspace;
}

/** A browser with a cold profile for each page, signed in as `shoal web` does it. */
export interface ColdBrowser extends AsyncDisposable {
  /** Nothing is loaded yet; what `script` says is run before anything else of each page. */
  open(script?: string): Promise<Page>;
}

export async function openBrowser(daemon: Daemon): Promise<ColdBrowser> {
  const browser = await openChromium(['--enable-precise-memory-info']);
  const signIn = await signedIn(daemon);
  const contexts: BrowserContext[] = [];
  return {
    async open(script = '') {
      const context = await coldContext(browser, daemon, signIn);
      contexts.push(context);
      if (script !== '') await context.addInitScript(script);
      return context.newPage();
    },
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context.close();
      await browser.close();
    },
  };
}

interface SignIn {
  readonly name: string;
  readonly value: string;
  readonly key: string;
}

async function signedIn({ info: { url }, humanToken, workspace }: Daemon): Promise<SignIn> {
  const file = join(workspace.directory, '.shoal/serve.json');
  const { socket } = JSON.parse(readFileSync(file, 'utf8')) as { socket: string }; // the daemon's own file
  const { path } = await askForLink(socket, humanToken);
  const opened = await fetch(`${url}${path}`, { redirect: 'manual' });
  const [name = '', value = ''] = (opened.headers.get('set-cookie') ?? '').split(';')[0]?.split('=') ?? [];
  return { name, value, key: (opened.headers.get('location') ?? '').replace('/#key=', '') };
}

async function coldContext(
  browser: Browser,
  { info: { url } }: Daemon,
  { name, value, key }: SignIn,
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name, value, url }]);
  await context.addInitScript(`localStorage.setItem('shoal-page-key', ${JSON.stringify(key)})`);
  return context;
}
