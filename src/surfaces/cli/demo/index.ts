import { type ChildProcess, spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import { ShoalError } from '../../../domain/errors.ts';
import { takeGlobal } from '../globals.ts';
import { interruptible } from '../interrupt.ts';
import { jsonLine, writeError, writeOut } from '../output.ts';
import { lines, type Style } from '../render/style.ts';
import type { SurfaceCall } from '../surface-call.ts';
import { startCast } from './cast.ts';
import { type History, parseHistory } from './history.ts';
import { checkLanded, type Landed } from './landed.ts';
import { type DemoRun, playPipeline } from './pipeline/act.ts';
import { stepStory } from './pipeline/findings.ts';
import { play } from './play.ts';
import { demoVariables, selfCommand } from './self.ts';
import { buildStage, callShoal, type Stage } from './stage.ts';
import { createStory } from './story.ts';
import { type Finding, judge, renderVerdict } from './verdict.ts';

const limitMs = 55_000;
const watchPaceMs = 700;

interface Options {
  readonly watch: boolean;
  readonly keep: boolean;
  readonly isBroken: boolean;
}

/** The product in a minute: four agents, twelve tasks, one refused edit, one crash; then a pipeline; then every law is checked. */
export async function runDemo(call: SurfaceCall): Promise<number> {
  if (call.words[0] === '--agent')
    return (await import('./agents/main.ts')).runDemoAgent(call.words[1] ?? '', call.env);
  if (call.words[0] === '--speak') return (await import('./pipeline/speakers.ts')).speak(call.words[1] ?? '');
  const options = parseOptions(call);
  if (call.globals.help) return (await import('../help.ts')).runHelp({ ...call, words: ['demo'] });
  const style = styleOf(call);
  return interruptible(async (signal) => {
    const stage = await buildStage(demoVariables(call.env));
    try {
      return await perform(
        stage,
        options,
        call,
        style,
        AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
      );
    } finally {
      if (options.keep) writeError(`Kept: ${stage.directory}\n`);
      else stage.remove();
    }
  });
}

async function perform(
  stage: Stage,
  options: Options,
  call: SurfaceCall,
  style: Style,
  signal: AbortSignal,
): Promise<number> {
  const isQuiet = call.globals.json || options.watch;
  const story = createStory(style);
  const cast = startCast(stage, {
    ...(options.isBroken ? { SHOAL_DEMO_BREAK: '1' } : {}),
    ...(options.watch ? { SHOAL_DEMO_PACE: String(watchPaceMs) } : {}),
  });
  const dashboard = options.watch ? openDashboard(stage) : undefined;
  try {
    await play(stage, cast, signal, (event) => {
      const line = isQuiet ? null : story(event);
      if (line !== null) writeOut(`${line}\n`);
    });
    await cast.finish();
  } finally {
    await cast.stop();
    await dashboard?.close();
  }
  const history = parseHistory(await callShoal(stage, ['export']));
  const landed = await checkLanded(stage.directory, stage.env);
  const say = (line: string | null): void => void (isQuiet || line === null || writeOut(`${line}\n`));
  say(lines('', 'Second act: a pipeline'));
  const run = await playPipeline(stage, signal, (step) => say(stepStory(step, style)));
  return conclude(stage, options, call, style, { history, landed, run });
}

interface Acts {
  readonly history: History;
  readonly landed: Landed;
  readonly run: DemoRun;
}

function conclude(
  { directory }: Stage,
  { keep }: Options,
  { globals }: SurfaceCall,
  style: Style,
  { history, landed, run }: Acts,
): number {
  const findings: readonly Finding[] = judge(history, landed, run);
  const ok = findings.every((finding) => finding.ok);
  const kept = keep ? directory : null;
  if (globals.json)
    writeOut(
      jsonLine({
        ok,
        directory: kept,
        events: history.events.length,
        commits: landed.commits,
        testsPassed: landed.testsPassed,
        findings,
      }),
    );
  else writeOut(`${renderVerdict(history, landed, findings, style)}\n`);
  return ok ? 0 : 1;
}

interface Dashboard {
  close(): Promise<void>;
}

/** `shoal watch` on the same terminal; closing it stops nothing. */
function openDashboard({ directory, env }: Stage): Dashboard {
  const [program = '', ...args] = selfCommand();
  const child: ChildProcess = spawn(program, [...args, 'watch'], { cwd: directory, env, stdio: 'inherit' });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function parseOptions({ words, globals }: SurfaceCall): Options {
  const rest = [...words];
  const given = new Set<string>();
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (takeGlobal(word, rest, globals)) continue;
    if (!known.has(word))
      throw new ShoalError('USAGE', `demo does not know ${word}.`, {
        hint: `shoal demo [${[...known].join('] [')}]`,
      });
    given.add(word);
  }
  return { watch: given.has('--watch'), keep: given.has('--keep'), isBroken: given.has('--break') };
}

const known: ReadonlySet<string> = new Set(['--watch', '--keep', '--break']);

function styleOf({ env, now }: SurfaceCall): Style {
  const terminal = isatty(1);
  const colors = terminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return { terminal, colors, width: terminal ? (process.stdout.columns ?? 80) : 80, now };
}
