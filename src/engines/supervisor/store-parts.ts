import { ShoalError } from '../../domain/errors.ts';
import type { PolicyRule } from '../../domain/policy.ts';
import { decided, newRequest } from '../../domain/request.ts';
import type { Context } from '../../operations/context.ts';
import { departAgent } from '../../operations/departure.ts';
import { settleEnded } from '../../operations/handlers/queue/worker.ts';
import { withdrawRequest } from '../../operations/handlers/request/close.ts';
import { currentTask } from '../../operations/handlers/task/current.ts';
import { openRequest, type RequestDraft } from '../../operations/handlers/request/open.ts';
import type { ByKind, Transaction, View } from '../../store/port.ts';
import type { RequestAsked, StoreParts } from './store-step.ts';

/** What a session's step makes of requests, and of its agent. `rules`: the policies in force now. */
export function createStoreParts(
  context: Pick<Context, 'settings' | 'place'>,
  rules: () => readonly PolicyRule[],
): StoreParts {
  return {
    turnsMax: context.settings.turnsMax,
    openRequest(tx, session, asked) {
      const draft = draftOf(tx, session, asked);
      try {
        openRequest(tx, context, draft, rules());
      } catch (error) {
        if (!(error instanceof ShoalError) || error.code !== 'LIMIT') throw error;
        refuseAtOnce(tx, draft, error.message);
      }
    },
    withdrawRequests(tx, session, keys) {
      for (const { id, driverRequest } of tx.list('request', {
        where: { session: session.id, state: 'open' },
      }))
        if (driverRequest !== null && (keys === null || keys.includes(driverRequest)))
          withdrawRequest(tx, id, 'its harness does not wait for it any more');
    },
    depart(tx, session, exit, reason) {
      const agent = tx.get('agent', session.agent);
      if (agent === undefined) return;
      // Stopped with the daemon it has not failed: its task is simply ready again.
      if (reason !== 'left') settleEnded(tx, context, session, exit.text ?? exit.class);
      departAgent(tx, agent, reason);
    },
  };
}

function draftOf(view: View, session: ByKind<'session'>, { key, event }: RequestAsked): RequestDraft {
  return {
    kind: event.kind,
    agent: session.agent,
    session: session.id,
    driverRequest: key,
    task: session.task ?? currentTask(view, session.agent),
    title: event.title,
    tool: event.tool,
    command: event.command,
    paths: event.paths,
    detail: event.detail,
    options: event.options,
  };
}

/** Nobody could look at one more: the agent is told so, instead of waiting for ever. */
function refuseAtOnce(tx: Transaction, draft: RequestDraft, why: string): void {
  const request = newRequest({ ...draft, id: tx.nextId('request'), createdAt: tx.now, dueAt: null });
  const refused = decided({ outcome: 'reject', option: null, text: why }, 'default', tx.now);
  tx.create('request', { ...request, ...refused }, { type: 'request.decided', agent: draft.agent });
}
