import { ShoalError } from '../../../domain/errors.ts';
import { decideWithTask, type PolicyAsk, type PolicyRule } from '../../../domain/policy.ts';
import { decided, newRequest, optionFor, type Request } from '../../../domain/request.ts';
import type { ByKind, Transaction } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import { policiesOf } from '../policy/of-task.ts';

/** A request to be made; what is left out starts empty. */
export interface RequestDraft extends Pick<Request, 'kind' | 'agent' | 'title'> {
  readonly session?: string | null;
  readonly driverRequest?: string | null;
  readonly task?: string | null;
  readonly tool?: string | null;
  readonly command?: string | null;
  /** As the harness names them: absolute, or relative to the session's directory. */
  readonly paths?: readonly string[];
  readonly detail?: unknown;
  readonly options?: Request['options'];
  readonly by?: readonly string[];
  /** Default: the setting `requestTimeoutMs` from now; null waits for ever. */
  readonly dueAt?: number | null;
  readonly defaultOutcome?: Request['defaultOutcome'];
}

/**
 * Makes a request in the transaction of whoever asks. A permission is decided at once when a policy says so: the record
 * is kept all the same, so that the past can be replayed. Throws LIMIT when too many are open.
 */
export function openRequest(
  tx: Transaction,
  context: Pick<Context, 'settings' | 'place'>,
  draft: RequestDraft,
  rules: readonly PolicyRule[] = [],
): ByKind<'request'> {
  const request: ByKind<'request'> = newRequest({
    dueAt: tx.now + context.settings.requestTimeoutMs,
    ...draft,
    id: tx.nextId('request'),
    createdAt: tx.now,
  });
  const made = { ...request, ...byPolicy(tx, context, request, rules) };
  if (made.state === 'open') refuseTooMany(tx, context);
  tx.create('request', made, {
    type: made.state === 'open' ? 'request.opened' : 'request.decided',
    task: made.task,
    agent: made.agent,
  });
  return made;
}

/** The fields of a request that a policy decides; none when somebody must be asked. */
function byPolicy(
  tx: Transaction,
  context: Pick<Context, 'place'>,
  request: Request,
  rules: readonly PolicyRule[],
): Partial<Request> {
  if (request.kind !== 'permission') return {};
  const ofTask = policiesOf(tx, request.task);
  if (rules.length === 0 && ofTask.length === 0) return {};
  const { decision, rule } = decideWithTask(rules, ofTask, policyAsk(tx, context, request));
  if (decision === 'ask') return {};
  const outcome = decision === 'allow' ? 'approve' : 'reject';
  const option = optionFor(request, outcome, false)?.id ?? null;
  return decided({ outcome, option, text: rule?.reason ?? null }, 'policy', tx.now);
}

/** What a policy may look at. */
export function policyAsk(
  view: Pick<Transaction, 'get'>,
  { place }: Pick<Context, 'place'>,
  { session: id, tool, command, paths }: Request,
): PolicyAsk {
  const session = id === null ? undefined : view.get('session', id);
  return {
    tool,
    command,
    paths,
    profile: session?.profile.name ?? null,
    root: session?.directory ?? place.root,
  };
}

function refuseTooMany(tx: Transaction, { settings }: Pick<Context, 'settings'>): void {
  const max = settings.requestsMax;
  if (tx.list('request', { where: { openFor: 'people' }, limit: max }).length < max) return;
  throw new ShoalError('LIMIT', `${max} requests are open already.`, {
    hint: 'Decide some first: `shoal requests`. The limit is requestsMax in .shoal/config.json.',
    details: { max },
  });
}
