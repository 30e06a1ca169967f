import { byRisk } from '../../../domain/risk.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Handler } from '../../context.ts';
import type * as contracts from '../../contracts/request.ts';
import type { InputOf, OutputOf } from '../../define.ts';
import { findAgent } from '../../lookup.ts';
import { findRequest } from './find.ts';
import { type RequestObject, toRequest } from './present.ts';
import { toSubject } from './subject.ts';
import { openRequests } from './waiting.ts';

const shownDefault = 100;

export const list: Handler<InputOf<typeof contracts.requestList>, RequestObject[]> = (context, input) =>
  context.store.read((view) => {
    const agent = input.agent === undefined ? undefined : findAgent(view, input.agent).id;
    const limit = input.limit ?? shownDefault;
    if (input.all === true)
      return latest(view, agent, limit).map((request) => toRequest(view, context, request));
    return openRequests(view, context)
      .filter((request) => agent === undefined || request.agent === agent)
      .map((request) => toRequest(view, context, request))
      .toSorted((one, other) => byRisk(one.risk, other.risk))
      .slice(0, limit);
  });

function latest(view: View, agent: string | undefined, limit: number): readonly ByKind<'request'>[] {
  const where = agent === undefined ? {} : { where: { agent } };
  return view.list('request', { ...where, newestFirst: true, limit });
}

export const show: Handler<InputOf<typeof contracts.requestShow>, OutputOf<typeof contracts.requestShow>> = (
  context,
  { id },
) =>
  context.store.read((view) => {
    const request = findRequest(view, id);
    return {
      ...toRequest(view, context, request),
      subject: toSubject(view, context, request),
      detail: request.detail,
    };
  });
