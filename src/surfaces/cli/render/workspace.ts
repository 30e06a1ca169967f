import type * as contracts from '../../../operations/contracts/workspace.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { agentCells } from './agent.ts';
import { labelOf } from './harness.ts';
import { decideCommand, waitingCells } from './request.ts';
import {
  ago,
  columns,
  lines,
  literal,
  nextStep,
  paint,
  plural,
  stateWord,
  type Style,
  until,
} from './style.ts';
import { inertJson } from './text.ts';

export function renderInit(
  { root, created, inParent, next }: OutputOf<typeof contracts.workspaceInit>,
  style: Style,
): string {
  const here = inParent
    ? `${root} is the workspace of this directory: nothing to do.`
    : `${root} is a workspace already: nothing to do.`;
  return lines(
    created ? `${root} is now a workspace.` : here,
    inParent ? 'For one of its own: mkdir .shoal && shoal init' : undefined,
    ...next.map((command) => nextStep(style, command)),
  );
}

type Status = OutputOf<typeof contracts.workspaceStatus>;

export function renderStatus(status: Status, style: Style): string {
  const { root, agents, locks, events, paused, unread } = status;
  return lines(
    paint(style, 'strong', literal(root)),
    paused ? paint(style, 'needsYou', pauseLine(status)) : undefined,
    leaderLine(status),
    taskLine(status, style),
    unread === null || unread === 0 ? undefined : `${plural(unread, 'unread message')}: shoal inbox --unread`,
    requestSection(status, style),
    section(
      style,
      'agents',
      agents.length === 0
        ? 'nobody'
        : columns(
            style,
            agents.map((agent) => agentCells(agent, style)),
            { flexible: 4 },
          ),
    ),
    locks.length === 0
      ? undefined
      : section(
          style,
          'locks',
          columns(
            style,
            locks.map((lock) => lockCells(lock, style)),
          ),
        ),
    events.length === 0
      ? undefined
      : section(
          style,
          'latest',
          columns(
            style,
            events.map((event) => eventCells(event, style)),
          ),
        ),
    nextStep(style, nextCommand(status)),
  );
}

/** What waits for a person stands above everything else. */
function requestSection({ requests, openRequests }: Status, style: Style): string | undefined {
  if (requests.length === 0) return undefined;
  const rows = columns(
    style,
    requests.map((request) => waitingCells(request, style)),
    { flexible: 3 },
  );
  const more = openRequests > requests.length ? `\nand ${openRequests - requests.length} more` : '';
  return section(style, 'needs you', `${rows}${more}`);
}

function pauseLine({ pausedByName, pauseReason }: Status): string {
  const why = pauseReason === null ? '' : `: ${literal(pauseReason)}`;
  return `paused by ${literal(pausedByName ?? 'nobody')}${why}. No new claims until shoal resume.`;
}

function leaderLine({ leader }: Status): string {
  return leader === null ? 'leader   nobody' : `leader   ${literal(leader.agentName)}, term ${leader.term}`;
}

function taskLine({ tasks }: Status, style: Style): string {
  const order = ['failed', 'blocked', 'waiting', 'ready', 'running', 'done', 'cancelled'] as const;
  const shown = order
    .filter((state) => tasks[state] > 0)
    .map((state) => `${tasks[state]} ${stateWord(style, state)}`);
  return `tasks    ${shown.length === 0 ? 'none' : shown.join(', ')}`;
}

function section(style: Style, title: string, body: string): string {
  return `\n${paint(style, 'quiet', title)}\n${body}`;
}

function lockCells(lock: Status['locks'][number], style: Style): readonly string[] {
  const holder = literal(lock.holderName ?? lock.holder);
  return [
    lock.id,
    literal(lock.path),
    lock.shared ? `${holder} (shared)` : holder,
    lock.task ?? '-',
    `ends ${until(style, lock.leaseExpiresAt)}`,
  ];
}

function eventCells(event: Status['events'][number], style: Style): readonly string[] {
  return [
    String(event.seq),
    ago(style, event.at),
    literal(event.type),
    literal(event.actorName ?? 'shoal'),
    event.task ?? event.id,
  ];
}

function nextCommand({ tasks, agents, requests }: Status): string {
  const [waiting] = requests;
  if (waiting !== undefined) return decideCommand(waiting);
  if (tasks.failed > 0) return 'shoal list -s failed';
  const total = Object.values(tasks).reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'shoal add "TITLE"';
  return agents.some(({ human }) => !human) ? 'shoal watch' : 'shoal spawn 2';
}

type Report = OutputOf<typeof contracts.workspaceDoctor>;

export function renderDoctor({ healthy, problems, checks, fixed, harnesses }: Report, style: Style): string {
  const good = checks
    .filter(({ ok }) => ok)
    .map(({ check, message }) => [paint(style, 'done', 'ok'), check, literal(message)]);
  const bad = problems.map(({ check, message, fix }) => [
    paint(style, 'failed', 'problem'),
    check,
    literal(fix === null ? message : `${message.replace(/\.$/, '')}; ${fix}`),
  ]);
  const known = harnesses.filter(({ found }) => found).map((harness) => harnessCells(harness, style));
  const canFix = problems.some(({ fixable }) => fixable);
  return lines(
    ...fixed.map((what) => `fixed: ${literal(what)}`),
    columns(style, [...bad, ...good, ...known], { flexible: 2 }),
    healthy ? 'healthy' : plural(problems.length, 'problem'),
    canFix ? nextStep(style, 'shoal doctor --fix') : undefined,
  );
}

export function renderRecover(report: Report, style: Style): string {
  return renderDoctor(report, style);
}

function harnessCells(
  { name, version, signedIn, hooksActive, detail, path, probed }: Report['harnesses'][number],
  style: Style,
): readonly string[] {
  const facts = [
    version ?? path ?? 'found',
    signedIn === null ? 'sign-in unknown' : signedIn ? 'signed in' : 'not signed in',
    hooksActive === null ? 'hooks unknown' : hooksActive ? 'hooks active' : 'hooks not active',
    ...(detail === null ? [] : [detail]),
    probedFact(probed, version),
  ];
  return [
    paint(style, hooksActive === true ? 'done' : 'quiet', 'harness'),
    literal(name),
    literal(facts.join(', ')),
  ];
}

function probedFact(probed: Report['harnesses'][number]['probed'], installed: string | null): string {
  if (probed === null) return 'never probed: shoal doctor --probe';
  const { version, isCurrent, probedAt: _at, shortfalls: _whys, ...measured } = probed;
  if (!isCurrent)
    return `probed ${version ?? 'unknown'}, installed ${installed ?? 'unknown'}: run shoal doctor --probe`;
  const lacking = Object.entries(measured).flatMap(([name, ok]) => (ok === false ? [labelOf(name)] : []));
  return lacking.length === 0 ? 'probed: does all that was tried' : `probed: no ${lacking.join(', no ')}`;
}

/** What an export yields is JSON already; only the line that reports a written file has words. */
export function renderExport(line: OutputOf<typeof contracts.workspaceExport>): string {
  return inertJson(line);
}

export function renderImport(
  { records, events }: OutputOf<typeof contracts.workspaceImport>,
  style: Style,
): string {
  return lines(
    `Imported ${plural(records, 'record')} and ${plural(events, 'event')}.`,
    nextStep(style, 'shoal status'),
  );
}

type Pause = OutputOf<typeof contracts.workspacePause>;

export function renderPause(pause: Pause, style: Style): string {
  const who = pause.pausedByName === null ? '' : ` by ${literal(pause.pausedByName)}`;
  const why = pause.reason === null ? '' : `: ${literal(pause.reason)}`;
  return lines(
    `${pause.changed ? 'Paused' : 'Paused already'}${who}${why}. No new claims; who works goes on.`,
    nextStep(style, 'shoal resume'),
  );
}

export function renderResume({ changed }: Pause): string {
  return changed ? 'Resumed: agents claim again.' : 'It was not paused.';
}
