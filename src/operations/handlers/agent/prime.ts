import type { ByKind, View } from '../../../store/port.ts';
import { resolveCaller } from '../../caller.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/agent.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { type NextStep, nextStep } from '../../next-step.ts';
import { agentName } from '../../present.ts';
import { toLeader } from '../leader.ts';
import { unreadMail } from '../message/unread.ts';
import { type Concern, concerning, toDo } from '../request/concern.ts';
import { toWaiting } from '../request/present.ts';
import { openRequests } from '../request/waiting.ts';
import { toTask } from '../task/present.ts';
import { currentWorkspace } from '../workspace/pause.ts';
import { heldLocks, runningTasks } from './holdings.ts';

export type Briefing = OutputOf<typeof contracts.agentPrime>;

/** Sized so that the whole briefing stays at about 700 tokens. */
const tasksMax = 3;
const locksMax = 10;
const mailMax = 3;
const notesMax = 3;
const textMax = 600;
const noteMax = 160;

const nothing: Omit<Briefing, 'status' | 'next'> = {
  id: null,
  name: null,
  role: null,
  tasks: [],
  locks: [],
  unread: 0,
  mail: [],
  requests: [],
  leader: null,
  paused: false,
  ready: 0,
};

/** Answers everywhere, also outside a workspace and before joining: it is what an agent runs when it knows nothing. */
export const prime: Handler<InputOf<typeof contracts.agentPrime>, Briefing> = async (context) => {
  if (context.files.find() === null) {
    const init = nextStep('workspace.init', 'shoal init', 'makes this project a workspace');
    return { ...nothing, status: 'no workspace', next: [init] };
  }
  const inside = await context.files.enter();
  return inside.store.read((view) => brief(view, inside));
};

function brief(view: View, context: Context): Briefing {
  const common = {
    leader: toLeader(view, context),
    paused: currentWorkspace(view).pausedAt !== null,
    ready: view.count('task', 'state')['ready'] ?? 0,
  };
  const { agent, human } = callerOf(view, context);
  if (agent === null) {
    const waits = human ? openRequests(view, context) : [];
    const next = human
      ? [
          ...(waits.length === 0
            ? []
            : [nextStep('message.inbox', 'shoal inbox', `waiting for a decision: ${waits.length}`)]),
          nextStep('workspace.status', 'shoal status', 'the whole picture'),
        ]
      : [
          nextStep('agent.join', 'shoal join', 'makes this session an agent'),
          nextStep('task.claim', 'shoal claim', 'then takes the next task'),
        ];
    return { ...nothing, ...common, status: 'not joined', name: human ? context.facts.user : null, next };
  }
  const tasks = runningTasks(view, context, agent.id);
  const unread = unreadMail(view, agent.id);
  const concerns = concerning(view, context, agent);
  const known: Omit<Briefing, 'next'> = {
    ...common,
    status: 'joined',
    id: agent.id,
    name: agent.name,
    role: agent.role,
    tasks: tasks.slice(0, tasksMax).map((task) => toPrimeTask(view, context, task)),
    locks: heldLocks(view, context, agent.id)
      .slice(0, locksMax)
      .map(({ path }) => path),
    unread: unread.length,
    mail: unread.slice(0, mailMax).flatMap((delivery) => toMail(view, delivery)),
    requests: concerns.map(({ request }) => toWaiting(view, request)),
  };
  return { ...known, next: whatNext(known, concerns) };
}

/** A token that names nobody is advice to join, not an error: this command must always answer. */
function callerOf(view: View, context: Context): { agent: ByKind<'agent'> | null; human: boolean } {
  try {
    return resolveCaller(view, context);
  } catch {
    return { agent: null, human: false };
  }
}

function whatNext(
  { tasks, unread, paused, ready, mail }: Omit<Briefing, 'next'>,
  concerns: readonly Concern[],
): NextStep[] {
  const question = mail.find(({ kind }) => kind === 'question');
  const talk = [
    ...toDo(concerns),
    ...(question === undefined
      ? []
      : [
          nextStep(
            'message.reply',
            `shoal reply ${question.id} "ANSWER"`,
            `${question.fromName} waits for it`,
          ),
        ]),
    ...(unread > 0 ? [nextStep('message.inbox', 'shoal inbox --unread', 'read your mail')] : []),
  ];
  if (tasks.length > 0) {
    return [
      ...talk,
      nextStep('task.progress', 'shoal progress "what is done, what is next"'),
      nextStep('task.done', 'shoal done --summary "what you did"', 'or: shoal fail --reason "why"'),
    ];
  }
  if (paused)
    return [
      ...talk,
      nextStep(
        'task.claim',
        'shoal claim --wait 10m',
        'the workspace is paused: no claims until it is resumed',
      ),
    ];
  return [
    ...talk,
    ready > 0
      ? nextStep('task.claim', 'shoal claim', 'take the next task')
      : nextStep('task.claim', 'shoal claim --wait 10m', 'nothing is ready now'),
  ];
}

function toPrimeTask(view: View, context: Context, task: ByKind<'task'>): Briefing['tasks'][number] {
  const {
    id,
    title,
    description,
    context: background,
    progress,
    notes,
    leaseExpiresAt,
  } = toTask(view, context, task);
  return {
    id,
    title: cut(title, noteMax),
    description: cutOrNull(description),
    context: cutOrNull(background),
    progress: cutOrNull(progress),
    notes: notes.slice(-notesMax).map(({ byName, text }) => ({ byName, text: cut(text, noteMax) })),
    leaseExpiresAt,
  };
}

function toMail(view: View, delivery: ByKind<'delivery'>): Briefing['mail'] {
  const message = view.get('message', delivery.message);
  if (message === undefined) return [];
  const { id, from, kind, body } = message;
  return [{ id, from, fromName: agentName(view, from) ?? from, kind, body: cut(body, noteMax) }];
}

function cutOrNull(text: string | null): string | null {
  return text === null ? null : cut(text, textMax);
}

/** Cuts between the two halves of no character. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const isSplit = /[\ud800-\udbff]/.test(text.charAt(max - 1));
  return `${text.slice(0, isSplit ? max - 1 : max)}…`;
}
