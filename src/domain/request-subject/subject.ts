import type { Request } from '../request.ts';
import { type Edit, editsOf } from './edits.ts';
import { objectOf, textOf } from './json.ts';
import { type Questions, questionsOf } from './questions.ts';

/**
 * What a request is about, in one shape for every harness: all that a person needs to decide it. `gate`: may a run of a
 * pipeline go on? `approval`: an agent asks in its own words. `tool`: neither a command nor files.
 */
export interface Subject extends Questions {
  readonly kind: 'command' | 'edit' | 'question' | 'gate' | 'approval' | 'tool';
  /** What is said of it: the reason that the harness gives, the text of an approval, a plan. */
  readonly text: string | null;
  readonly command: string | null;
  /** Where the command would run. */
  readonly cwd: string | null;
  readonly edits: readonly Edit[];
  /** Further files, of which nothing is given here. */
  readonly moreEdits: number;
  /** Input of the tool as JSON, when nothing above says it. */
  readonly input: string | null;
  /** Something is longer than what is given here; `detail` has it whole. */
  readonly isCut: boolean;
}

const textMax = 60_000;
const inputMax = 20_000;
const none = { questions: [], answerAs: 'text', edits: [], moreEdits: 0 } as const;

export function subjectOf(request: Request, root: string): Subject {
  const { detail, command, title } = request;
  const { input, reason, cwd, message } = objectOf(detail);
  const told = textOf(reason) ?? textOf(message);
  const bare = { ...none, text: told, command, cwd: null, input: null, isCut: false };
  switch (request.kind) {
    case 'question':
      return { ...bare, ...texted(textOf(detail) ?? told), kind: 'question', ...questionsOf(detail, title) };
    case 'approval':
      return { ...bare, ...texted(textOf(detail) ?? title), kind: 'approval' };
    case 'permission':
      break;
  }
  if (command !== null)
    return { ...bare, kind: 'command', cwd: textOf(cwd) ?? textOf(objectOf(input)['cwd']) ?? root };
  const { edits, more } = editsOf(detail, root);
  if (edits.length > 0) {
    const isCut = more > 0 || edits.some((edit) => edit.isCut);
    return { ...bare, kind: 'edit', edits, moreEdits: more, isCut };
  }
  const plan = textOf(objectOf(input)['plan']);
  if (plan !== null) return { ...bare, ...texted(plan), kind: 'tool' };
  const written = JSON.stringify(input ?? detail, null, 2) as string | undefined;
  const isCut = written !== undefined && written.length > inputMax;
  return { ...bare, kind: 'tool', input: written?.slice(0, inputMax) ?? null, isCut };
}

function texted(text: string | null): Pick<Subject, 'text' | 'isCut'> {
  if (text === null || text.length <= textMax) return { text, isCut: false };
  return { text: text.slice(0, textMax), isCut: true };
}
