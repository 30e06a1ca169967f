import type { Context } from '../../../operations/context.ts';
import { prime } from '../../../operations/handlers/agent/prime.ts';
import { renderPrime } from '../../cli/render/briefing.ts';

/** What an agent must know at its start or when it has forgotten. */
export async function briefing(context: Context, now: number): Promise<string> {
  const known = await prime(context, {});
  const text = renderPrime(known, { terminal: false, colors: false, width: Number.POSITIVE_INFINITY, now });
  return `${text}\nFiles that you edit are locked for you; a refused edit says who holds the file and what to do.`;
}
