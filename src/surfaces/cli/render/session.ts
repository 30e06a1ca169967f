import type { TranscriptEntry } from '../../../domain/transcript.ts';
import type * as contracts from '../../../operations/contracts/session.ts';
import type { OutputOf } from '../../../operations/define.ts';
import {
  ago,
  columns,
  lines,
  literal,
  literalBlock,
  nextStep,
  plural,
  stateWord,
  type Style,
  until,
  whyText,
} from './style.ts';
import { entryText } from './transcript.ts';
import { money, tokenCount } from './usage.ts';

type Session = OutputOf<typeof contracts.sessionStart>;
type Shown = OutputOf<typeof contracts.sessionShow>;

const may = {
  read: 'may only look',
  write: 'may write',
  full: 'may do anything',
  auto: 'asks for what matters',
} as const satisfies Record<Session['permission'], string>;

export function renderStart(session: Session, style: Style): string {
  const program = session.profile === session.harness ? [] : [literal(session.harness)];
  const facts = [literal(session.profile), ...program, may[session.permission]];
  return lines(
    `${session.id}  ${literal(session.agentName)}  ${session.state}: ${facts.join(', ')}`,
    nextStep(style, `shoal attach ${literal(session.agentName)}`),
  );
}

export function renderFork(session: Session, style: Style): string {
  return renderStart(session, style);
}

export function renderResume(session: Session, style: Style): string {
  return renderStart(session, style);
}

export function renderInterrupt(session: Session): string {
  const turn = session.lastReason === null ? '' : `; its last turn ended: ${literal(session.lastReason)}`;
  return `${session.id}  ${literal(session.agentName)}  ${session.state}${turn}`;
}

export function renderList(sessions: readonly Session[], style: Style): string {
  if (sessions.length === 0) return lines('No sessions.', nextStep(style, 'shoal start'));
  const heading = ['id', 'name', 'state', 'profile', 'turns', 'changed', 'why'];
  return columns(
    style,
    sessions.map((session) => cells(session, style)),
    { heading, flexible: 6 },
  );
}

function cells(session: Session, style: Style): readonly string[] {
  return [
    session.id,
    literal(session.agentName),
    stateWord(style, session.state),
    literal(session.profile),
    String(session.turns),
    ago(style, session.changedAt),
    whyText(style, session),
  ];
}

export function renderShow(session: Shown, style: Style): string {
  const why = session.why === null ? '' : `: ${literal(session.why)}`;
  const program = session.pid === null ? 'no process' : `process ${session.pid}`;
  const crashes = session.crashes === 0 ? '' : `, ${session.crashes} crashes in a row`;
  const exit =
    session.exitClass === null
      ? undefined
      : `  ended       ${session.exitClass}${detail(session.exitCode, session.exitSignal)}${session.exitText === null ? '' : `: ${literal(session.exitText)}`}`;
  return lines(
    `${session.id}  ${literal(session.agentName)}  ${stateWord(style, session.state)}${why}`,
    `  runs        ${literal(session.profile)} (${literal(session.harness)}${session.model === null ? '' : `, ${literal(session.model)}`}), ${may[session.permission]}, ${program}`,
    `  in          ${literal(session.directory)}`,
    session.harnessSession === null ? undefined : `  known there as ${literal(session.harnessSession)}`,
    session.task === null ? undefined : `  task        ${session.task}`,
    `  turns       ${session.turns}, started ${session.starts === 1 ? 'once' : `${session.starts} times`}${crashes}`,
    ...figures(session),
    ...session.warnings.map((text) => `  warning     ${literal(text)}`),
    session.parkedUntil === null
      ? undefined
      : `  parked      until ${session.parkedUntil}, ${until(style, session.parkedUntil)}`,
    exit,
    session.lastReason === null
      ? undefined
      : `  last turn   ${literal(session.lastReason)}: ${literal((session.lastResult ?? '').slice(0, 500))}`,
    nextStep(style, `shoal transcript ${literal(session.agentName)}`),
  );
}

/** Of a turn that runs they are what was said so far, and carry `~`. */
function figures(session: Shown): readonly string[] {
  const { inputTokens, cachedTokens, outputTokens, contextTokens, contextWindow } = session;
  const about = session.provisional ? '~' : '';
  const cached = cachedTokens === null ? '' : ` (${percent(cachedTokens, inputTokens)} cached)`;
  const window = contextWindow === null ? '' : `, ${about}${percent(contextTokens, contextWindow)}`;
  return [
    inputTokens === null
      ? '  tokens      unknown'
      : `  tokens      ${about}${tokenCount(inputTokens)} in${cached}, ${about}${tokenCount(outputTokens ?? 0)} out`,
    contextTokens === null
      ? '  context     unknown'
      : `  context     ${about}${tokenCount(contextTokens)}${window}`,
    `  cost        ${money(session)}`,
  ];
}

function percent(part: number | null, whole: number | null): string {
  return `${Math.round(((part ?? 0) / Math.max(1, whole ?? 0)) * 100)}%`;
}

function detail(code: number | null, signal: string | null): string {
  if (signal !== null) return ` (${signal})`;
  return code === null ? '' : ` (exit code ${code})`;
}

export function renderTranscript(answer: unknown, style: Style): string {
  const entries = (Array.isArray(answer) ? answer : [answer]) as readonly TranscriptEntry[]; // by the contract
  if (Array.isArray(answer) && answer.length === 0)
    return 'There is nothing to show: it is empty, or nothing in it matches.';
  return lines(...entries.map((entry) => entryText(entry, style)));
}

export function renderChanges(changes: OutputOf<typeof contracts.sessionChanges>): string {
  const { agentName, directory, base, shared, files, added, removed, moreFiles } = changes;
  const since = base === null ? '' : ` since ${base.slice(0, 10)}`;
  const others = shared ? ', with what others changed there' : '';
  return lines(
    `${literal(agentName)}  ${plural(files.length, 'file')} +${added} -${removed}${since} in ${literal(directory)}${others}`,
    ...files.map(({ path, from, status, diff, binary, cut }) =>
      lines(
        `${literal(path)}  ${status}${from === null ? '' : ` from ${literal(from)}`}${binary ? ', binary' : ''}`,
        diff === '' ? undefined : literalBlock(diff.trimEnd(), '    '),
        cut ? `    … more: shoal changes --path ${literal(path)}` : undefined,
      ),
    ),
    moreFiles === 0 ? undefined : `${plural(moreFiles, 'more file')}.`,
  );
}

export function renderTurns(turns: OutputOf<typeof contracts.sessionTurns>, style: Style): string {
  if (turns.length === 0) return 'No turn has begun.';
  const rows = turns.map(({ from, to, startedAt, reason, tools, given }) => [
    `${from}–${to}`,
    ago(style, startedAt),
    literal(reason ?? 'runs'),
    plural(tools, 'tool'),
    literal((given ?? '').split('\n', 1)[0] ?? ''),
  ]);
  const heading = ['entries', 'began', 'ended', 'tools', 'given'];
  return columns(style, rows, { heading, flexible: heading.length - 1 });
}
