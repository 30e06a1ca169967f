import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentGone, agentPs } from './agent.ts';
import { lockList } from './lock.ts';
import { messageShow } from './message.ts';
import { requestShow } from './request.ts';
import { runShow, runStep } from './run.ts';
import { sessionShow } from './session.ts';
import { task } from './task/task-object.ts';

export const recordShow = defineOperation({
  name: 'record.show',
  summary: 'Show anything by its id; without one, the task you hold',
  kind: 'query',
  input: z.strictObject({
    id: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe(
        't42 task, a7 agent, m9 message, l3 lock, q5 request, s2 session, r12 run, x3 step of a run; a bare number, an id prefix or an exact title is a task, a name an agent',
      ),
  }),
  output: z.union([
    task,
    agentPs.output.element,
    agentGone,
    messageShow.output,
    requestShow.output,
    sessionShow.output,
    runShow.output,
    runStep.output,
    lockList.output.element,
  ]),
  errors: ['NOT_FOUND', 'AMBIGUOUS', 'NOT_JOINED'],
  access: 'anyone',
  needs: 'store',
  cli: {
    command: 'show',
    positionals: ['id'],
    group: 'watch',
    everyday: true,
    examples: [
      ['shoal show', 'the task you hold'],
      ['shoal show t42', 'a task with all its notes'],
      ['shoal show m9', 'a message, and who has seen it'],
      ['shoal show r12', 'a run, its stages and what it waits for; --tokens: what each cost'],
    ],
  },
});

export const recordPriority = defineOperation({
  name: 'record.priority',
  summary: 'Change how urgent a task or a run is',
  kind: 'command',
  input: z.strictObject({
    id: z.string().min(1).max(500).describe('Task (t42, or its title) or run (r12)'),
    priority: z
      .int()
      .min(1)
      .max(10)
      .describe('1 to 10, 10 most urgent; words: low 3, normal 5, high 8, critical 10'),
  }),
  output: z.strictObject({ id: z.string(), title: z.string(), before: z.int(), priority: z.int() }),
  errors: ['NOT_JOINED', 'NOT_FOUND', 'AMBIGUOUS', 'CONFLICT'],
  access: 'agent',
  needs: 'store',
  cli: {
    command: 'priority',
    positionals: ['id', 'priority'],
    flags: [{ field: 'priority', short: 'p', form: 'priority', value: '1-10' }],
    group: 'work',
    examples: [
      ['shoal priority r12 high', 'its stages come before those of other runs'],
      ['shoal priority t4 critical', 'first in line'],
    ],
  },
  mcp: { default: false },
});
