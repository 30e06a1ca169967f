import { z } from 'zod';

const edit = z.strictObject({
  path: z.string().describe('Relative to where the agent works; absolute outside of it'),
  status: z
    .enum(['added', 'changed', 'deleted', 'written'])
    .describe(
      'written: `diff` holds all that it would hold, whatever it holds now. deleted: nothing would be left of it; an empty file may stay',
    ),
  diff: z.string().describe('Unified diff, of whole lines'),
  added: z.int(),
  removed: z.int(),
  isPart: z.boolean().describe('Line numbers count within the changed part: its place is not known'),
  isCut: z.boolean().describe('The diff is longer than what is given here'),
});

const question = z.strictObject({
  id: z.string().describe('By which an answer as JSON names it'),
  text: z.string(),
  type: z.enum(['text', 'number', 'boolean', 'choice']),
  several: z.boolean().describe('More than one of the choices may be given'),
  choices: z.array(
    z.strictObject({ value: z.string(), label: z.string(), description: z.string().nullable() }),
  ),
});

const run = z.strictObject({
  id: z.string(),
  title: z.string(),
  pipeline: z.string(),
  node: z.string().describe('Stage that waits'),
  step: z.string().describe('Id of the step that waits'),
  of: z.string().nullable().describe('Id of the step whose work is judged'),
  preview: z
    .string()
    .describe('What is to be judged, or what the stage was given; at most 20,000 characters'),
  chars: z.int().describe('Length of the whole of it'),
});

/** What a request is about, in one shape whatever harness asks. */
export const subject = z.strictObject({
  kind: z
    .enum(['command', 'edit', 'question', 'gate', 'approval', 'tool'])
    .describe('gate: may a run go on? approval: an agent asks in its own words. tool: anything else'),
  text: z.string().nullable().describe('The reason that the harness gives, the text of an approval, a plan'),
  command: z.string().nullable(),
  cwd: z.string().nullable().describe('Where the command would run'),
  edits: z.array(edit),
  moreEdits: z.int().describe('Further files that are not given here'),
  questions: z.array(question),
  answerAs: z
    .enum(['text', 'lines', 'json'])
    .describe('How one text answers: as it is, a line for each question, or a JSON object by their ids'),
  input: z.string().nullable().describe('Input of the tool as JSON, when nothing above says it'),
  run: run.nullable().describe('Run of a pipeline that waits'),
  isCut: z.boolean().describe('Something is longer than what is given here; `detail` has it whole'),
});
