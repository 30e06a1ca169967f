import { decideWithTask, type PolicyRule } from '../../../domain/policy.ts';
import type { Request } from '../../../domain/request.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context, Handler } from '../../context.ts';
import type * as contracts from '../../contracts/policy.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { everyRecord } from '../../every-record.ts';
import { agentName, isoInstant } from '../../present.ts';
import { policiesOf, taskPolicies } from './of-task.ts';
import { policyAsk } from '../request/open.ts';
import { requestNow } from '../request/waiting.ts';

type Output = OutputOf<typeof contracts.policyTest>;
type Row = Output['requests'][number];

const replayedDefault = 500;

/** Changes nothing: what the policies of shoal.yaml would say today of every permission that was asked for. */
export const test: Handler<InputOf<typeof contracts.policyTest>, Output> = async (context, input) => {
  const { file, policies, problems } = (await context.config()).read();
  return context.store.read((view) => {
    const all = [...policies, ...taskPolicies(view).map(({ rule }) => rule)];
    const rows = latestPermissions(view, input.limit ?? replayedDefault).map((request) =>
      replay(view, context, { policies, all }, request),
    );
    return {
      file,
      rules: all.length,
      problems: [...problems],
      replayed: rows.length,
      differ: rows.filter(({ differs }) => differs).length,
      against: rows.filter(({ against }) => against).length,
      requests: input.differing === true ? rows.filter(({ differs }) => differs) : rows,
    };
  });
};

function latestPermissions(view: View, limit: number): readonly ByKind<'request'>[] {
  return everyRecord(view, 'request', { newestFirst: true })
    .filter(({ kind }) => kind === 'permission')
    .take(limit)
    .toArray();
}

interface Rules {
  /** Of the file. */
  readonly policies: readonly PolicyRule[];
  /** With those of tasks, as they are numbered. */
  readonly all: readonly PolicyRule[];
}

function replay(view: View, context: Context, { policies, all }: Rules, stored: ByKind<'request'>): Row {
  const request = requestNow(view, context, stored);
  const ask = policyAsk(view, context, request);
  const { decision: would, rule } = decideWithTask(policies, policiesOf(view, request.task), ask);
  const was = decidedThen(request);
  const outcome = request.decision?.outcome ?? null;
  const wouldBe = { allow: 'approve', deny: 'reject', ask: null }[would];
  return {
    id: request.id,
    createdAt: isoInstant(request.createdAt),
    agentName: agentName(view, request.agent) ?? request.agent,
    profile: ask.profile,
    title: request.title,
    was,
    outcome,
    decidedByName: agentName(view, request.decidedBy),
    would,
    rule: rule === null ? null : all.indexOf(rule) + 1,
    differs: was !== would,
    against: request.state === 'decided' && was === 'ask' && wouldBe !== null && wouldBe !== outcome,
  };
}

function decidedThen({ decidedBy, decision }: Request): Row['was'] {
  if (decidedBy !== 'policy') return 'ask';
  return decision?.outcome === 'approve' ? 'allow' : 'deny';
}
