import type { TranscriptEntry } from '../../../domain/transcript.ts';
import type * as contracts from '../../../operations/contracts/session.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { ago, columns, lines, literal, nextStep, stateWord, type Style } from './style.ts';
import { entryText } from './transcript.ts';

type Session = OutputOf<typeof contracts.sessionShow>;

export function renderStart(session: Session, style: Style): string {
  const facts = [literal(session.profile), literal(session.harness), `may ${session.permission}`];
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
    session.why === null ? '-' : literal(session.why),
  ];
}

export function renderShow(session: Session, style: Style): string {
  const why = session.why === null ? '' : `: ${literal(session.why)}`;
  const program = session.pid === null ? 'no process' : `process ${session.pid}`;
  const crashes = session.crashes === 0 ? '' : `, ${session.crashes} crashes in a row`;
  const exit =
    session.exitClass === null
      ? undefined
      : `  ended       ${session.exitClass}${detail(session.exitCode, session.exitSignal)}${session.exitText === null ? '' : `: ${literal(session.exitText)}`}`;
  return lines(
    `${session.id}  ${literal(session.agentName)}  ${stateWord(style, session.state)}${why}`,
    `  runs        ${literal(session.profile)} (${literal(session.harness)}${session.model === null ? '' : `, ${literal(session.model)}`}), may ${session.permission}, ${program}`,
    `  in          ${literal(session.directory)}`,
    session.harnessSession === null ? undefined : `  known there as ${literal(session.harnessSession)}`,
    session.task === null ? undefined : `  task        ${session.task}`,
    `  turns       ${session.turns}, started ${session.starts} times${crashes}`,
    session.parkedUntil === null ? undefined : `  parked until ${session.parkedUntil}`,
    exit,
    session.lastReason === null
      ? undefined
      : `  last turn   ${literal(session.lastReason)}: ${literal((session.lastResult ?? '').slice(0, 500))}`,
    nextStep(style, `shoal transcript ${literal(session.agentName)}`),
  );
}

function detail(code: number | null, signal: string | null): string {
  if (signal !== null) return ` (${signal})`;
  return code === null ? '' : ` (exit code ${code})`;
}

export function renderTranscript(answer: unknown, style: Style): string {
  const entries = (Array.isArray(answer) ? answer : [answer]) as readonly TranscriptEntry[]; // by the contract
  if (Array.isArray(answer) && answer.length === 0) return 'Nothing yet.';
  return lines(...entries.map((entry) => entryText(entry, style)));
}
