import { type ChildProcess, spawn } from 'node:child_process';
import { ShoalError } from '../../../domain/errors.ts';
import { takeGlobal } from '../globals.ts';
import { interruptible } from '../interrupt.ts';
import { outputStyle } from '../output-style.ts';
import { jsonLine, writeError, writeOut } from '../output.ts';
import { lines, paint, type Style } from '../render/style.ts';
import type { SurfaceCall } from '../surface-call.ts';
import { openBrowser } from './browser.ts';
import { startCast } from './cast.ts';
import { type History, parseHistory } from './history.ts';
import { checkLanded, type Landed } from './landed.ts';
import { type DemoRun, playPipeline, playPipelineForPerson } from './pipeline/act.ts';
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
  /** In the dashboard, with somebody in it who waits for a person; goes on until it is interrupted. */
  readonly web: boolean;
}

/** The product in a minute: four agents, twelve tasks, one refused edit, one crash; then a pipeline; then every law is checked. */
export async function runDemo(call: SurfaceCall): Promise<number> {
  if (call.words[0] === '--agent')
    return (await import('./agents/main.ts')).runDemoAgent(call.words[1] ?? '', call.env);
  if (call.words[0] === '--speak') return (await import('./pipeline/speakers.ts')).speak(call.words[1] ?? '');
  const options = parseOptions(call);
  if (call.globals.help) return (await import('../help.ts')).runHelp({ ...call, words: ['demo'] });
  const style = styleOf(call);
  return interruptible(
    async (signal) => {
      const stage = await buildStage(demoVariables(call.env));
      try {
        if (options.web) return await performInBrowser(stage, options, call, signal);
        const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
        return await perform(stage, options, call, style, limited);
      } finally {
        if (options.keep) writeError(`Kept: ${stage.directory}\n`);
        else stage.remove();
      }
    },
    { endsWithTerminal: true },
  );
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
      if (!isQuiet) say(story(event));
    });
    await cast.finish();
  } finally {
    await cast.stop();
    await dashboard?.close();
  }
  const history = parseHistory(await callShoal(stage, ['export']));
  const landed = await checkLanded(stage.directory, stage.env);
  const tell = isQuiet ? () => undefined : say;
  tell(lines('', 'Second act: a pipeline'));
  const run = await playPipeline(stage, signal, (step) => tell(stepStory(step, style)));
  return conclude(stage, options, call, style, { history, landed, run });
}

/** Both acts at a pace that one can follow, in one workspace, and then for as long as somebody looks. */
async function performInBrowser(
  stage: Stage,
  { isBroken }: Options,
  call: SurfaceCall,
  signal: AbortSignal,
): Promise<number> {
  const style = styleOf(call);
  const browser = await openBrowser(stage, call);
  try {
    say(lines(`erin waits for you there. ${paint(style, 'quiet', 'Ctrl-C ends the demo.')}`, ''));
    const cast = startCast(stage, {
      ...(isBroken ? { SHOAL_DEMO_BREAK: '1' } : {}),
      SHOAL_DEMO_PACE: String(watchPaceMs),
    });
    const story = createStory(style);
    try {
      await play(stage, cast, signal, (event) => say(story(event)));
      await cast.finish();
    } finally {
      await cast.stop();
    }
    say(lines('', 'Second act: a pipeline, whose last word is yours'));
    await playPipelineForPerson(stage, signal, (step) => say(stepStory(step, style)));
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return 0;
  } finally {
    await browser.close();
  }
}

function say(line: string | null): void {
  if (line !== null) writeOut(`${line}\n`);
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
  return {
    watch: given.has('--watch'),
    keep: given.has('--keep'),
    isBroken: given.has('--break'),
    web: given.has('--web'),
  };
}

const known: ReadonlySet<string> = new Set(['--watch', '--web', '--keep', '--break']);

function styleOf(call: SurfaceCall): Style {
  const style = outputStyle(call);
  return style.terminal ? style : { ...style, width: 80 };
}
