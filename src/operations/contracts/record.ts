import { z } from 'zod';
import { defineOperation } from '../define.ts';
import { agentRow } from './agent.ts';
import { lockList } from './lock.ts';
import { messageShow } from './message.ts';
import { requestShow } from './request.ts';
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
        't42 task, a7 agent, m9 message, l3 lock, q5 request, s2 session; a bare number, an id prefix or an exact title is a task, a name an agent',
      ),
  }),
  output: z.union([
    task,
    agentRow,
    messageShow.output,
    requestShow.output,
    sessionShow.output,
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
    ],
  },
});
