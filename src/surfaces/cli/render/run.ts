import type * as contracts from '../../../operations/contracts/run.ts';
import type { OutputOf } from '../../../operations/define.ts';
import {
  ago,
  columns,
  lines,
  literal,
  literalBlock,
  nextStep,
  paint,
  plural,
  span,
  stateWord,
  type Style,
} from './style.ts';

type Run = OutputOf<typeof contracts.runList>[number];
type Shown = OutputOf<typeof contracts.runShow>;
type Step = Shown['steps'][number];

export function renderList(runs: readonly Run[], style: Style): string {
  const [first] = runs;
  if (first === undefined) return lines('No runs.', nextStep(style, 'shoal run "What is to be done"'));
  const rows = runs.map((run) => [
    run.id,
    stateWord(style, run.state),
    literal(run.pipeline),
    String(run.stages),
    tookText(run, style),
    literal(run.title),
    noteOf(run),
  ]);
  return lines(
    columns(style, rows, {
      heading: ['id', 'state', 'pipeline', 'stages', 'time', 'title', ''],
      flexible: 5,
    }),
    nextStep(style, `shoal show ${first.id}`),
  );
}

/** What somebody must know of it at once: what it waits for, or why it ended so. */
function noteOf({ state, why, waitsFor, working, requests }: Run): string {
  if (requests.length > 0) return `needs you: ${requests.join(', ')}`;
  if (waitsFor !== null) return `after ${waitsFor}`;
  if (state === 'running') return working.map(literal).join(', ');
  return state === 'completed' || why === null ? '' : literal(why);
}

function tookText({ startedAt, endedAt, createdAt }: Run, style: Style): string {
  if (startedAt === null) return ago(style, createdAt);
  return span((endedAt === null ? style.now : Date.parse(endedAt)) - Date.parse(startedAt));
}

/** One line: `r12  waiting  Add JWT authentication`. */
function brief(run: Run, style: Style): string {
  const why = run.why === null ? '' : `: ${literal(run.why)}`;
  return `${run.id}  ${stateWord(style, run.state)}  ${literal(run.title)}${why}`;
}

const resultLinesMax = 40;

export function renderShow(run: Shown, style: Style): string {
  const { steps, params, chunks, consensus, result } = run;
  const said = params.map(({ name, value }) => `${literal(name)}=${literal(String(value))}`);
  return lines(
    brief(run, style),
    facts(run, style),
    said.length === 0 ? undefined : `  with ${said.join(' ')}`,
    input(run),
    steps.length === 0 ? undefined : '  steps',
    steps.length === 0 ? undefined : stepTable(steps, style),
    consensus === null
      ? undefined
      : `  ${consensus.isReached ? 'consensus' : 'no consensus'} after ${plural(consensus.rounds, 'round')}`,
    chunks.length === 0
      ? undefined
      : `  chunks, ${chunks.filter(({ status }) => status === 'done').length} of ${chunks.length} done`,
    ...chunks.map(({ id, status, description }) => `    ${id}  ${status}  ${literal(description)}`),
    resultBlock(run, result),
    nextStep(style, nextFor(run)),
  );
}

function facts(run: Run, style: Style): string {
  const {
    pipeline,
    priority,
    stages,
    calls,
    parent,
    runKind,
    branch,
    waitsFor,
    endedAt,
    startedAt,
    createdAt,
  } = run;
  const parts = [
    `pipeline ${literal(pipeline)}`,
    parent === null ? undefined : `${runKind} of ${parent}`,
    priority === 5 ? undefined : `priority ${priority}`,
    `${plural(stages, 'stage')}, ${plural(calls, 'call')}`,
    waitsFor === null ? undefined : `waits for ${waitsFor}`,
    branch === null ? undefined : placeText(run, branch),
    startedAt === null ? undefined : `took ${tookText(run, style)}`,
    endedAt === null ? `added ${ago(style, createdAt)}` : `ended ${ago(style, endedAt)}`,
  ];
  return `  ${parts.filter((part) => part !== undefined).join(' · ')}`;
}

function placeText({ directory, worktree, worktreeWhy }: Run, branch: string): string {
  if (worktree === 'removed') return 'its worktree held nothing of its own, and is removed';
  const kept = worktree === 'kept' && worktreeWhy !== null ? `, kept: ${literal(worktreeWhy)}` : '';
  return `in ${literal(directory)} on ${literal(branch)}${kept}`;
}

export function renderTidy(rows: OutputOf<typeof contracts.runTidy>): string {
  if (rows.length === 0) return 'No run has left a worktree.';
  return lines(
    ...rows.map(
      ({ run, directory, isRemoved, why }) =>
        `${run}  ${literal(directory)}  ${isRemoved ? 'removed' : `kept: ${literal(why ?? '')}`}`,
    ),
  );
}

/** Where the title does not say all of it. */
function input({ input: text, title }: Shown): string | undefined {
  return text.trim() === title ? undefined : `  input\n${shortened(text)}`;
}

function stepTable(steps: readonly Step[], style: Style): string {
  const rows = steps.map((step) => [
    `    ${step.id}`,
    step.stage === null ? '' : String(step.stage),
    `${step.kind === 'turn' || step.kind === 'summary' ? '  ' : ''}${literal(step.node)}`,
    kindText(step),
    outcomeText(step, style),
    step.startedAt === null || step.endedAt === null
      ? ''
      : span(Date.parse(step.endedAt) - Date.parse(step.startedAt)),
    literal(step.error ?? step.reason ?? step.brief ?? ''),
  ]);
  return columns(style, rows, {
    heading: ['    id', 'stage', 'agent', '', 'state', 'time', ''],
    flexible: 6,
  });
}

function kindText({ kind, round, retries }: Pick<Step, 'kind' | 'round' | 'retries'>): string {
  const tried = retries === 0 ? '' : `, try ${retries + 1}`;
  if (kind === 'turn' || kind === 'summary')
    return `${kind === 'turn' ? 'round' : 'summary'} ${round}${tried}`;
  return `${kind === 'stage' ? '' : kind}${tried}`.replace(/^, /, '');
}

function outcomeText({ state, decision, agrees, request, task, kind }: Step, style: Style): string {
  if (decision !== null) return paint(style, decision === 'approved' ? 'done' : 'failed', decision);
  if (state === 'open') return stateWord(style, request !== null && task === null ? 'waiting' : 'running');
  if (state === 'done' && kind === 'turn' && agrees === true) return paint(style, 'done', 'agrees');
  return state === 'held' ? paint(style, 'parked', 'held') : stateWord(style, state);
}

function resultBlock({ state, steps }: Shown, result: string | null): string | undefined {
  if (result === null || state === 'running') return undefined;
  const last = steps.findLast(({ stage }) => stage !== null);
  const all = result.trimEnd().split('\n');
  const rest =
    all.length > resultLinesMax
      ? `\n    … ${all.length - resultLinesMax} more lines: shoal show ${last?.id ?? ''}`
      : '';
  return `  result of ${literal(last?.node ?? '')}\n${literalBlock(all.slice(0, resultLinesMax).join('\n'), '    ')}${rest}`;
}

const inputLinesMax = 8;

function shortened(text: string): string {
  const all = text.trimEnd().split('\n');
  const rest = all.length > inputLinesMax ? `\n    … ${all.length - inputLinesMax} more lines` : '';
  return `${literalBlock(all.slice(0, inputLinesMax).join('\n'), '    ')}${rest}`;
}

function nextFor({ id, state, requests }: Run): string {
  switch (state) {
    case 'waiting':
      return requests.length === 1
        ? `shoal approve ${id}    shoal reject ${id} -r WHY    shoal human-input ${id} TEXT`
        : 'shoal requests';
    case 'queued':
    case 'running':
      return `shoal run watch ${id}    shoal cancel ${id}`;
    case 'completed':
      return `shoal fix ${id} "What is still to be done"    shoal context ${id}`;
    default:
      return `shoal restart ${id}    shoal fix ${id} "What is to be done now"`;
  }
}

export function renderStep(step: OutputOf<typeof contracts.runStep>, style: Style): string {
  const { id, run, node, output, input: given, error, reason, task, request } = step;
  const of = [`of ${run}`, task === null ? undefined : task, request === null ? undefined : request];
  return lines(
    `${id}  ${outcomeText(step, style)}  ${literal(node)} ${kindText(step)}`.trimEnd(),
    `  ${of.filter((part) => part !== undefined).join(' · ')}`,
    error === null ? undefined : `  error\n${literalBlock(error, '    ')}`,
    reason === null ? undefined : `  reason\n${literalBlock(reason, '    ')}`,
    given === '' ? undefined : `  input\n${literalBlock(given.trimEnd(), '    ')}`,
    output === null ? undefined : `  output\n${literalBlock(output.trimEnd(), '    ')}`,
    nextStep(style, `shoal show ${run}${task === null ? '' : `    shoal show ${task}`}`),
  );
}

type Tokens = OutputOf<typeof contracts.runTokens>;

export function renderTokens({ id, steps, total }: Tokens, style: Style): string {
  if (steps.length === 0) return `${id} has made no call of an agent yet.`;
  const rows = steps.map((step) => [
    step.id,
    step.stage === null ? '' : String(step.stage),
    `${literal(step.node)}${step.kind === 'stage' ? '' : ` ${kindText({ ...step, retries: 0 })}`}`,
    count(step.inputTokens, step.tokensAre),
    count(step.outputTokens, step.tokensAre),
    `~${step.contextTokens}`,
    `~${step.savedTokens}`,
    money(step.costUsd, step.costIs),
  ]);
  const { costUsdMax } = total;
  const sum = [
    'total',
    '',
    '',
    count(total.inputTokens, total.tokensAre),
    count(total.outputTokens, total.tokensAre),
  ];
  const costs = `${money(total.costUsd, total.costIs)}${costUsdMax === null ? '' : ` of $${costUsdMax}`}`;
  return lines(
    columns(style, [heading, ...rows, [...sum, `~${total.contextTokens}`, `~${total.savedTokens}`, costs]], {
      flexible: 2,
    }),
    paint(style, 'quiet', '~ is an estimate: a token for every four characters, or a price from a table'),
  );
}

const heading = ['step', 'stage', 'agent', 'input', 'output', 'context', 'saved', 'cost'];

function count(tokens: number, are: 'exact' | 'estimated'): string {
  return `${are === 'exact' ? '' : '~'}${tokens}`;
}

function money(costUsd: number | null, is: Tokens['total']['costIs']): string {
  if (costUsd === null) return 'unknown';
  const shown = `$${costUsd.toFixed(costUsd < 0.1 ? 4 : 2)}`;
  return { exact: shown, estimated: `~${shown}`, partial: `at least ${shown}`, unknown: 'unknown' }[is];
}

export function renderContext({ text, id }: OutputOf<typeof contracts.runContext>): string {
  return text === '' ? `No stage of ${id} has ended yet.` : literalBlock(text, '');
}

export const renderStart = brief;
export const renderCancel = brief;
export const renderApprove: (run: OutputOf<typeof contracts.runApprove>, style: Style) => string = brief;
export const renderReject = brief;
export const renderAnswer = brief;
export const renderFix = brief;
export const renderRestart = brief;
