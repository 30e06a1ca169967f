import { useMemo } from 'react';
import type { Output } from './api.ts';
import { useRead } from './queries.ts';

export type Request = Output<'request.list'>[number];
export type Question = Output<'message.questions'>[number];
/** What waits for a person: a request for a decision, or what an agent has asked people. */
export type Waiting =
  | { readonly id: string; readonly request: Request }
  | { readonly id: string; readonly question: Question };

const readMax = 500;
const risks = ['high', 'medium', 'low'];

/** All that waits for a person: the riskiest first, then the oldest. */
export function useWaiting() {
  const requests = useRead('request.list', { limit: readMax });
  const questions = useRead('message.questions', {});
  const waiting = useMemo(
    () =>
      requests.data === undefined || questions.data === undefined
        ? undefined
        : inOrder(requests.data, questions.data),
    [requests.data, questions.data],
  );
  return {
    waiting,
    error: requests.error ?? questions.error,
    refetch: () => Promise.all([requests.refetch(), questions.refetch()]),
  };
}

function inOrder(requests: readonly Request[], questions: readonly Question[]): readonly Waiting[] {
  const all: readonly Waiting[] = [
    ...requests.map((request) => ({ id: request.id, request })),
    ...questions.map((question) => ({ id: question.id, question })),
  ];
  return all.toSorted(
    (one, other) =>
      risks.indexOf(riskOf(one)) - risks.indexOf(riskOf(other)) || sinceOf(one) - sinceOf(other),
  );
}

function riskOf(waiting: Waiting): Request['risk'] {
  return 'request' in waiting ? waiting.request.risk : 'low';
}

function sinceOf(waiting: Waiting): number {
  return Date.parse('request' in waiting ? waiting.request.createdAt : waiting.question.createdAt);
}
