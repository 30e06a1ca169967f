import type { z } from 'zod';
import type * as contracts from '../../../operations/contracts/request.ts';
import type { waiting } from '../../../operations/contracts/request/request-object.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { ago, columns, lines, literal, literalBlock, nextStep, paint, type Style, until } from './style.ts';

type Request = OutputOf<typeof contracts.requestList>[number];
/** Of an open request: what every summary shows. */
type Waiting = z.output<typeof waiting>;

const kindWords = { permission: 'asks permission', question: 'asks', approval: 'asks approval' } as const;

export function renderList(requests: readonly Request[], style: Style): string {
  if (requests.length === 0) return 'Nothing waits for a decision.';
  const first = requests.find(({ state }) => state === 'open');
  return lines(
    columns(
      style,
      requests.map((request) =>
        (request.state === 'open' ? waitingCells(request, style) : pastCells(request, style)).toSpliced(
          2,
          0,
          request.state === 'open' ? `${request.risk} risk` : '',
        ),
      ),
      { flexible: 4 },
    ),
    first === undefined ? undefined : nextStep(style, decideCommand(first)),
  );
}

export function renderShow(request: OutputOf<typeof contracts.requestShow>, style: Style): string {
  const { title, body, subject, options, paths, command, tool, risk, riskWhy } = request;
  const { text, edits, moreEdits, questions, input, run } = subject;
  const facts = [
    ['risk', `${risk}: ${riskWhy}`],
    ['tool', tool],
    ['command', command],
    ['paths', paths.length === 0 ? null : paths.join('\n')],
    ['reason', (body ?? title) === text ? null : text],
    ['input', body === null ? input : null],
    ...edits.map(({ path, diff }) => [`change of ${literal(path)}`, diff] as const),
    ['more', moreEdits === 0 ? null : `${moreEdits} more files`],
    ...questions.map((question) => ['question', questionText(question)] as const),
    ['run', run === null ? null : `${run.id} ${run.title}, at ${run.node}`],
  ] as const;
  return lines(
    requestHeader(request, style),
    literalBlock(body ?? title, '    '),
    ...facts.map(([label, text]) =>
      text === null ? undefined : `  ${label}\n${literalBlock(text, '    ')}`,
    ),
    ...options.map(
      ({ id, label, outcome, always }) =>
        `  option ${literal(id)}: ${literal(label)} (${outcome}${always ? ', for the session' : ''})`,
    ),
    request.state === 'open' ? nextStep(style, decideCommand(request)) : `  ${outcomeText(request)}`,
  );
}

type Question = OutputOf<typeof contracts.requestShow>['subject']['questions'][number];

function questionText({ text, choices }: Question): string {
  const told = choices.map(({ label, description }) =>
    description === null ? `- ${label}` : `- ${label}: ${description}`,
  );
  return [text, ...told].join('\n');
}

export function renderRule(
  { request, open, outcome, rules }: OutputOf<typeof contracts.requestRule>,
  style: Style,
): string {
  const first = rules.find(({ possible }) => possible);
  const flag = first?.scope === 'session' ? '--always' : `--always-for ${first?.scope}`;
  return lines(
    ...rules.map(({ scope, words, yaml, refusal }) =>
      lines(
        `${scope.padEnd(7)}  ${literal(words ?? `not possible: ${refusal}`)}`,
        yaml === null ? undefined : literalBlock(yaml.trimEnd(), '         '),
      ),
    ),
    first === undefined || !open
      ? undefined
      : nextStep(style, `shoal ${outcome} ${request}${outcome === 'reject' ? ' -r WHY' : ''} ${flag}`),
  );
}

export function renderApprove(request: Request): string {
  return `${request.id}  approved${option(request)}: ${literal(request.agentName)} goes on`;
}

export function renderReject(request: Request): string {
  // Not every harness has a place for the reason of a refusal: its transcript says so.
  const told = request.requestKind === 'approval' ? 'is told why' : 'is refused it';
  return `${request.id}  rejected${option(request)}: ${literal(request.agentName)} ${told}`;
}

export function renderAsk(answer: OutputOf<typeof contracts.requestAsk>): string {
  const { request, pending, decidedBy, decidedByName, text } = answer;
  if (pending)
    return `${request}  no decision yet; go on waiting with \`shoal ask --approval --resume ${request}\``;
  if (decidedBy === 'default') return `${request}  nobody decided in time: approved, as was asked for`;
  return lines(
    `${request}  approved by ${literal(decidedByName ?? '?')}`,
    text === null ? undefined : literalBlock(text, '    '),
  );
}

/** One block of the inbox: header in the first column, all that the asker wrote indented. */
export function renderWaitingBlock(request: Request, style: Style): string {
  const { title, body, command } = request;
  return lines(
    requestHeader(request, style),
    literalBlock((body ?? title).trimEnd(), '    '),
    command === null || title.includes(command) ? undefined : literalBlock(`$ ${command}`, '    '),
  );
}

/** `q5  impl asks permission  2m ago  rejected in 58m unless decided`. */
export function waitingCells(request: Waiting, style: Style): readonly string[] {
  const { id, agentName, requestKind, title, createdAt } = request;
  return [
    id,
    `${literal(agentName)} ${kindWords[requestKind]}`,
    ago(style, createdAt),
    literal(title),
    paint(style, 'needsYou', deadline(request, style)),
  ];
}

export function decideCommand({ id, requestKind }: Pick<Waiting, 'id' | 'requestKind'>): string {
  return requestKind === 'question' ? `shoal reply ${id} TEXT` : `shoal approve ${id}`;
}

function requestHeader(request: Request, style: Style): string {
  const { id, agentName, requestKind, by, createdAt, state } = request;
  const others = by.length === 0 ? '' : ` of ${by.map(literal).join(', ')} or you`;
  const mark = state === 'open' ? paint(style, 'needsYou', deadline(request, style)) : state;
  return `${id}  ${literal(agentName)} ${kindWords[requestKind]}${others}  ${ago(style, createdAt)}  ${mark}`;
}

function deadline({ dueAt, defaultOutcome }: Waiting, style: Style): string {
  if (dueAt === null) return 'waits for you';
  return `${defaultOutcome === 'approve' ? 'approved' : 'rejected'} ${until(style, dueAt)} unless decided`;
}

function pastCells(request: Request, style: Style): readonly string[] {
  const { id, agentName, requestKind, createdAt, title } = request;
  return [
    id,
    `${literal(agentName)} ${kindWords[requestKind]}`,
    ago(style, createdAt),
    literal(title),
    outcomeText(request),
  ];
}

function outcomeText({ state, outcome, decidedByName, requestKind, text }: Request): string {
  if (state === 'withdrawn' || outcome === null) return 'withdrawn';
  const verb = outcome === 'reject' ? 'rejected' : requestKind === 'question' ? 'answered' : 'approved';
  const who =
    state === 'expired' ? 'by default: nobody decided in time' : `by ${literal(decidedByName ?? '?')}`;
  return `${verb} ${who}${text === null ? '' : `: ${literal(text)}`}`;
}

function option({ option: chosen }: Request): string {
  return chosen === null ? '' : ` (${literal(chosen)})`;
}
