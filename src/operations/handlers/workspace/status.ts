import { basename } from 'node:path';
import { version } from '../../../../package.json';
import type { LogEvent, View } from '../../../store/port.ts';
import { resolveCaller } from '../../caller.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/workspace.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { agentName, isoInstant } from '../../present.ts';
import { agentRows } from '../agent/ps.ts';
import { toLeader } from '../leader.ts';
import { questionsToPeople } from '../message/questions.ts';
import { unreadMail } from '../message/unread.ts';
import { openRequests } from '../request/waiting.ts';
import { toWaiting, waitingMax } from '../request/present.ts';
import { liveRuns } from '../run/live.ts';
import { isReallyHeld } from '../lock/present.ts';
import { countTasks } from '../task/count.ts';
import { costToday } from '../usage/budgets.ts';
import { currentWorkspace } from './pause.ts';

type Status = OutputOf<typeof contracts.workspaceStatus>;

const eventsMax = 5;
const locksMax = 100;

export const status: Handler<InputOf<typeof contracts.workspaceStatus>, Status> = async (context) => {
  const latest = await context.store.events({ newestFirst: true, limit: eventsMax });
  const cost = await costToday(context);
  return context.store.read((view) => {
    const workspace = currentWorkspace(view);
    const open = openRequests(view, context);
    const agents = agentRows(view, context);
    return {
      root: context.place.root,
      name: basename(context.place.root),
      version,
      requests: open.slice(0, waitingMax).map((request) => toWaiting(view, request)),
      openRequests: open.length,
      openQuestions: questionsToPeople(view).length,
      openRuns: liveRuns(view).length,
      leader: toLeader(view, context),
      agents,
      workingAgents: agents.filter(({ state }) => state === 'working').length,
      ...cost,
      tasks: countTasks(view, context),
      locks: locksNow(view, context),
      events: latest.map((event) => toEvent(view, event)),
      paused: workspace.pausedAt !== null,
      pausedByName: agentName(view, workspace.pausedBy),
      pauseReason: workspace.pauseReason,
      unread: unreadOf(view, context),
    };
  });
};

function locksNow(view: View, context: Context): Status['locks'] {
  const held = view.list('lock').filter((lock) => isReallyHeld(view, context, lock));
  return held.slice(0, locksMax).map((lock) => ({
    id: lock.id,
    path: lock.path,
    shared: lock.shared,
    holder: lock.holder,
    holderName: agentName(view, lock.holder),
    task: lock.task,
    leaseExpiresAt: isoInstant(lock.leaseExpiresAt),
  }));
}

function toEvent(view: View, event: LogEvent): Status['events'][number] {
  const { seq, type, actor, task, agent, id } = event;
  return {
    seq,
    at: isoInstant(event.at),
    type,
    actor,
    actorName: agentName(view, actor),
    task,
    agent,
    agentName: agentName(view, agent),
    id,
  };
}

function unreadOf(view: View, context: Context): number | null {
  const { agent } = resolveCaller(view, context);
  return agent === null ? null : unreadMail(view, agent.id).length;
}
