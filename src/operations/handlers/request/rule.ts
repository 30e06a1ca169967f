import { ShoalError } from '../../../domain/errors.ts';
import { decidePolicy, type PolicyAsk, type PolicyRule } from '../../../domain/policy.ts';
import { type Lasting, lastingRule, wordsOf, yamlOf } from '../../../domain/policy-rule.ts';
import { optionFor } from '../../../domain/request.ts';
import type { ByKind, Transaction, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/request.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import type { ConfigChange } from '../../ports.ts';
import { addTaskPolicy } from '../policy/of-task.ts';
import { findRequest } from './find.ts';
import { policyAsk } from './open.ts';
import { requestRisk } from './present.ts';
import { rootOf } from './subject.ts';

type Output = OutputOf<typeof contracts.requestRule>;
type Scoped = Output['rules'][number];
type Outcome = Output['outcome'];

/** Whose requests a lasting decision is for. */
export type Scope = 'task' | 'profile';

export const rule: Handler<InputOf<typeof contracts.requestRule>, Output> = (
  context,
  { id, outcome = 'approve' },
) =>
  context.store.read((view) => {
    const request = findRequest(view, id);
    return {
      request: request.id,
      open: request.state === 'open',
      outcome,
      rules: [
        ofSession(request, outcome),
        shown('task', ruleFor(view, context, request, { scope: 'task', outcome, reason: null }), request),
        shown(
          'profile',
          ruleFor(view, context, request, { scope: 'profile', outcome, reason: null }),
          request,
        ),
      ],
    };
  });

/** What the harness itself offers: Shoal does not know what it makes of it. */
function ofSession(request: ByKind<'request'>, outcome: Outcome): Scoped {
  const option = optionFor(request, outcome, true);
  const words = option === undefined ? null : option.label;
  const refusal = option === undefined ? 'its harness offers nothing that lasts' : null;
  return { scope: 'session', possible: option !== undefined, words, yaml: null, refusal };
}

function shown(scope: Scope, lasting: Lasting, { task }: ByKind<'request'>): Scoped {
  if ('refusal' in lasting)
    return { scope, possible: false, words: null, yaml: null, refusal: lasting.refusal };
  const words = wordsOf(lasting.rule);
  return {
    scope,
    possible: true,
    words: scope === 'task' ? `${words} until ${task} is closed` : words,
    yaml: scope === 'task' ? null : yamlOf(lasting.rule),
    refusal: null,
  };
}

interface Wanted {
  readonly scope: Scope;
  readonly outcome: Outcome;
  readonly reason: string | null;
}

function ruleFor(
  view: View,
  context: Pick<Context, 'place'>,
  request: ByKind<'request'>,
  { scope, outcome, reason }: Wanted,
): Lasting {
  const session = request.session === null ? undefined : view.get('session', request.session);
  if (scope === 'task' && request.task === null) return { refusal: 'its agent works on no task' };
  if (scope === 'profile' && session === undefined)
    return { refusal: 'its agent was started with no profile' };
  const lasting = lastingRule({
    request,
    decision: outcome === 'approve' ? 'allow' : 'deny',
    risk: requestRisk(view, context, request),
    root: rootOf(view, context, request),
    reason,
  });
  if ('refusal' in lasting || scope === 'task') return lasting;
  return { rule: { ...lasting.rule, profile: session?.profile.name ?? null } };
}

/** The rule that is wanted. Throws INVALID_INPUT when there is no safe one. */
export function requireRule(
  view: View,
  context: Pick<Context, 'place'>,
  request: ByKind<'request'>,
  wanted: Wanted,
): PolicyRule {
  const lasting = ruleFor(view, context, request, wanted);
  if ('rule' in lasting) return lasting.rule;
  throw new ShoalError(
    'INVALID_INPUT',
    `No policy can say this for the whole ${wanted.scope}: ${lasting.refusal}.`,
    { hint: `Decide it once, or write a policy yourself: \`shoal config policy add --help\`.` },
  );
}

export function keepForTask(
  tx: Transaction,
  { task }: ByKind<'request'>,
  made: PolicyRule,
  by: string,
): void {
  if (task !== null) addTaskPolicy(tx, { task, rule: made, by, at: tx.now });
}

/** Refuses what `keepForProfile` would refuse by now. Writes nothing. */
export async function requireKeepable(
  context: Context,
  request: ByKind<'request'>,
  made: PolicyRule,
): Promise<void> {
  const file = await context.config();
  const { policies, problems } = file.read();
  // Of a file that is broken its writer says what is wrong, and leaves it as it is.
  if (problems.length > 0) await file.edit(() => []);
  changesFor(policies, await askOf(context, request), made);
}

/**
 * Into shoal.yaml, just before the policy that left this request to somebody, so that it counts; last when none did. What
 * a policy says already is not said twice.
 */
export async function keepForProfile(
  context: Context,
  request: ByKind<'request'>,
  made: PolicyRule,
): Promise<void> {
  const ask = await askOf(context, request);
  const file = await context.config();
  await file.edit(({ policies }) => changesFor(policies, ask, made));
}

function askOf(context: Context, request: ByKind<'request'>): Promise<PolicyAsk> {
  return context.store.read((view) => policyAsk(view, context, request));
}

/** Throws CONFLICT when the file refuses it. */
function changesFor(
  policies: readonly PolicyRule[],
  ask: PolicyAsk,
  { decision, ...patterns }: PolicyRule,
): readonly ConfigChange[] {
  const { decision: now, rule: matching } = decidePolicy(policies, ask);
  if (matching !== null && now === decision) return [];
  if (now === 'deny') throw deniedByNow(matching, policies);
  const at = matching === null ? '-' : String(policies.indexOf(matching));
  const said = Object.entries(patterns).filter(([, text]) => text !== null);
  const value = { decision, ...Object.fromEntries(said) };
  return [{ path: ['policies', at], value, ...(matching === null ? {} : { insert: true }) }];
}

function deniedByNow(matching: PolicyRule | null, policies: readonly PolicyRule[]): ShoalError {
  const number = matching === null ? 0 : policies.indexOf(matching) + 1;
  return new ShoalError('CONFLICT', `Policy ${number} refuses it by now.`, {
    hint: `See \`shoal config policy list\`; remove that one first: \`shoal config policy remove ${number}\`.`,
  });
}
