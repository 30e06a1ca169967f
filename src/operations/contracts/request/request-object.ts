import { z } from 'zod';
import { time } from '../fields.ts';

export const requestRef = z.string().min(1).max(20).describe('Request: its id (q5 or 5)');

export const outcome = z.enum(['approve', 'reject']);

export const request = z.strictObject({
  id: z.string(),
  kind: z.literal('request'),
  requestKind: z
    .enum(['permission', 'question', 'approval'])
    .describe('permission: a harness asks for a tool. question: answered with text. approval: an agent asks'),
  state: z
    .enum(['open', 'decided', 'expired', 'withdrawn'])
    .describe('expired: its deadline passed, and its default holds. withdrawn: nobody waits for it any more'),
  agent: z.string().describe('Who waits'),
  agentName: z.string(),
  session: z.string().nullable(),
  task: z.string().nullable(),
  title: z.string().describe('What is asked, in one line'),
  risk: z.enum(['high', 'medium', 'low']).describe('A help for the eye; medium also when it is not known'),
  riskWhy: z.string().describe('In a few words'),
  body: z.string().nullable().describe('The whole text, when it is more than the title'),
  tool: z.string().nullable(),
  command: z.string().nullable(),
  paths: z.array(z.string()),
  options: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      outcome,
      always: z.boolean().describe('Holds for the rest of the session too'),
    }),
  ),
  by: z.array(z.string()).describe('Who may decide besides people: names and @roles'),
  createdAt: time,
  dueAt: time.nullable().describe('Deadline while it is open; null: it waits for ever'),
  defaultOutcome: outcome.describe('What happens at the deadline'),
  outcome: outcome.nullable().describe('null while it is open, and when it was withdrawn'),
  option: z.string().nullable().describe('Id of the option chosen'),
  text: z.string().nullable().describe('Reason of a rejection, or the answer to a question'),
  decidedBy: z.string().nullable().describe('Agent id of who decided, `policy`, or `default`'),
  decidedByName: z.string().nullable(),
  decidedAt: time.nullable(),
});

/** An open request as a summary names it. */
export const waiting = request.pick({
  id: true,
  requestKind: true,
  agent: true,
  agentName: true,
  task: true,
  title: true,
  by: true,
  createdAt: true,
  dueAt: true,
  defaultOutcome: true,
});
