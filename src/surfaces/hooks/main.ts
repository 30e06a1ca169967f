import { fstatSync } from 'node:fs';
import { openShoal } from '../../shoal.ts';
import { readStandardInput, writeError, writeOut } from '../cli/output.ts';
import type { SurfaceCall } from '../cli/surface-call.ts';
import {
  type HarnessName,
  harnessNames,
  type HookAnswer,
  type HookEvent,
  hookEvents,
  type Payload,
} from './dialect.ts';
import { dialects } from './dialects/index.ts';
import { events } from './events.ts';
import { answerWithoutStore } from './fail-open.ts';
import { forgetLocks, keepLocks } from './lock-cache.ts';
import { cacheFile, type HookSession } from './session.ts';

/** A store that does not answer within this time is not waited for. */
const storeTimeoutMs = 500;
/** Nor is anything else, from the start of the event on. */
const answerTimeoutMs = 1_500;
/** Not 2: some harnesses take that for a refusal. */
const exitUsage = 1;

/** `shoal hook HARNESS EVENT`: the payload on standard input, the answer on standard output. A failure never stops a harness. */
export async function runHook({ words, env, now }: SurfaceCall): Promise<number> {
  const [harness, event] = words;
  if (!isHarness(harness) || !isEvent(event)) return refuse(words);
  const answer = await respond(harness, event, env, now);
  const text = dialects[harness].print(event, answer);
  if (text !== '') writeOut(`${text}\n`);
  if (answer.warning !== undefined) writeError(`${answer.warning}\n`);
  return 0;
}

async function respond(
  harness: HarnessName,
  event: HookEvent,
  env: SurfaceCall['env'],
  now: number,
): Promise<HookAnswer> {
  let session: HookSession | undefined;
  try {
    session = await sessionOf(harness, event, env, now);
    // Outside a workspace, and before a tool that writes nothing, there is nothing to do.
    if (session === undefined || (event === 'pre-tool-use' && !session.call.isWorking)) return {};
    return await withinTime(answer(session));
  } catch (error) {
    if (session !== undefined) return answerWithoutStore(session, error);
    return {
      warning: `Shoal could not read this hook call: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

async function sessionOf(
  harness: HarnessName,
  event: HookEvent,
  env: SurfaceCall['env'],
  now: number,
): Promise<HookSession | undefined> {
  const call = dialects[harness].parse(readPayload());
  const shoal = openShoal({ cwd: process.cwd(), env, busyTimeoutMs: storeTimeoutMs });
  const named = call.session === null ? undefined : { harness, id: call.session };
  const outside = await shoal.context({ needs: 'nothing', session: named, cwd: call.cwd ?? undefined });
  const place = outside.files.find();
  return place === null ? undefined : { harness, event, call, outside, place, now, env };
}

async function answer(session: HookSession): Promise<HookAnswer> {
  const [answerEvent, context] = await Promise.all([events[session.event](), session.outside.files.enter()]);
  const said = await answerEvent(session, context);
  if (session.event === 'session-end') forgetLocks(cacheFile(session));
  else await keepLocks(context, cacheFile(session));
  return said;
}

/** A JSON object; nothing at a terminal. Throws for anything else. */
function readPayload(): Payload {
  const isNoPayload = fstatSync(0).isCharacterDevice(); // a terminal, or /dev/null
  const text = isNoPayload ? '' : readStandardInput();
  const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Payload; // just checked
  throw new Error('its standard input is no JSON object.');
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`no answer within ${answerTimeoutMs} ms.`)),
    answerTimeoutMs,
  );
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function isHarness(text: string | undefined): text is HarnessName {
  return harnessNames.some((name) => name === text);
}

function isEvent(text: string | undefined): text is HookEvent {
  return hookEvents.some((name) => name === text);
}

function refuse(words: readonly string[]): number {
  writeError(
    `shoal hook: "${words.join(' ')}" is no HARNESS EVENT.\nHarnesses: ${harnessNames.join(', ')}. Events: ${hookEvents.join(', ')}.\n`,
  );
  return exitUsage;
}
