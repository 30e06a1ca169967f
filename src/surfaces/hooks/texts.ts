import type * as contracts from '../../operations/contracts/hook.ts';
import type { OutputOf } from '../../operations/define.ts';
import { literal, literalBlock } from '../cli/render/text.ts';

/** What is known of the lock that is in the way. */
export interface Obstacle {
  /** The path that was to be edited. */
  readonly path: string;
  /** The path or pattern that is locked. */
  readonly lockedPath: string;
  readonly holderName: string;
  readonly task: string | null;
  readonly taskTitle: string | null;
  readonly intent: string | null;
  /** Epoch ms. */
  readonly until: number;
}

/** Reaches the model as the tool's result: who, for what, until when, and the commands that lead on. */
export function denialText(obstacles: readonly Obstacle[], now: number): string {
  const [first] = obstacles;
  if (first === undefined) return '';
  const holder = shellWord(first.holderName);
  const paths = obstacles.map(({ path }) => shellWord(path)).join(' ');
  return [
    ...obstacles.map((obstacle) => obstacleLine(obstacle, now)),
    'Nothing was written. Do not get around it by another tool or a copy. Instead, one of:',
    '  work on something else and come back later:  shoal ready',
    `  ask for it:  shoal ask "May I edit ${first.path.replace(/["\\$`]/g, '\\$&')}? I need to …" --to ${holder}`,
    `  wait for it, then edit again:  shoal lock ${paths} --wait 5m`,
  ].join('\n');
}

function obstacleLine(
  { path, lockedPath, holderName, task, taskTitle, intent, until }: Obstacle,
  now: number,
): string {
  const by = lockedPath === path ? '' : ` (by the lock on ${literal(lockedPath)})`;
  const work =
    task === null ? '' : ` for task ${task}${taskTitle === null ? '' : ` "${literal(taskTitle)}"`}`;
  const why = intent === null ? '' : `; intent: ${literal(intent)}`;
  const minutes = Math.max(1, Math.ceil((until - now) / 60_000));
  const end = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
  return `Shoal: ${literal(path)} is locked${by} by ${literal(holderName)}${work} until ${end} UTC (in ${minutes} min)${why}.`;
}

type Mail = OutputOf<typeof contracts.hookMail>;

/** Bodies are indented, so that none can look like a line of ours. */
export function mailText({ messages, more }: Mail): string {
  const rest = more === 0 ? [] : [`${more} more: shoal inbox --unread`];
  return [`Shoal: new mail, ${messages.length + more} unread.`, ...messages.map(messageText), ...rest].join(
    '\n',
  );
}

/** Instead of running a tool call. */
export function urgentText(mail: Mail): string {
  const head =
    'Shoal: this call was not run, because urgent mail came first. Read it; then repeat the call if it is still right.';
  return `${head}\n${mailText(mail)}`;
}

function messageText({
  id,
  kind,
  fromName,
  to,
  body,
  isCut,
  awaitsReply,
  replyTo,
}: Mail['messages'][number]): string {
  const about = replyTo === null ? '' : ` to your ${replyTo}`;
  const head = `${id} ${kind}${about} from ${literal(fromName)} to ${literal(to)}:`;
  const cut = isCut ? [`  … cut; all of it: shoal message ${id}`] : [];
  const reply = awaitsReply
    ? [`  ${literal(fromName)} waits for an answer:  shoal reply ${id} "ANSWER"`]
    : [];
  return [head, literalBlock(body, '  | '), ...cut, ...reply].join('\n');
}

type Open = OutputOf<typeof contracts.hookOpen>;

/** Empty when nothing keeps the session. */
export function holdText({ tasks, questions: open }: Open, mail: Mail): string {
  const questions = open.filter(({ id }) => !mail.messages.some((message) => message.id === id));
  if (tasks.length + questions.length + mail.messages.length === 0) return '';
  return [
    'Shoal: before you stop:',
    ...tasks.flatMap(({ id, title }) => [
      `You still hold ${id} "${literal(title)}". Go on with it, or end it by one of:`,
      `  shoal done ${id} --summary "what you did"`,
      `  shoal fail ${id} --reason "why it cannot be done"`,
      `  shoal release ${id}   (someone else shall do it)`,
    ]),
    ...questions.flatMap(({ id, fromName, body }) => [
      `${literal(fromName)} waits for your answer to ${id}:`,
      literalBlock(body.slice(0, 2_000), '  | '),
      `  shoal reply ${id} "ANSWER"`,
    ]),
    ...(mail.messages.length === 0 ? [] : [mailText(mail)]),
    'If you wait for a person or have good reason, stop again: you are held only once.',
  ].join('\n');
}

/** As one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w./@%+:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
