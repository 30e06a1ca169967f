import { ShoalError } from '../../../domain/errors.ts';
import { RequestError } from '../request-error.ts';

/** Fields of our operations by what they are called there. */
const THEIRS: Readonly<Record<string, string>> = {
  data: 'payload',
  key: 'id',
  maxAttempts: 'max_attempts',
  name: 'agent_id',
  needs: 'required_capabilities',
  notBefore: 'run_at',
  patterns: 'types',
  summary: 'result',
  tags: 'type',
  waitMs: 'wait',
};

/** A refusal as their clients expect it: bad values are 422, and are called what the client has called them. */
export function inTheirWords(error: unknown): unknown {
  if (error instanceof RequestError || !(error instanceof ShoalError) || error.code !== 'INVALID_INPUT')
    return error;
  const field = error.details?.['field'];
  const [ours = ''] = typeof field === 'string' ? (/^\w+/.exec(field) ?? []) : [];
  const theirs = THEIRS[ours];
  const renamed = (text: string): string =>
    theirs !== undefined && text.startsWith(ours) ? `${theirs}${text.slice(ours.length)}` : text;
  const { message, hint, details } = error;
  return new RequestError('INVALID_INPUT', renamed(message), {
    ...(hint === undefined ? {} : { hint: renamed(hint) }),
    ...(details === undefined
      ? {}
      : { details: typeof field === 'string' ? { ...details, field: renamed(field) } : details }),
    status: 422,
    cause: error,
  });
}
