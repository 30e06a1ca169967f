import type { RequestOption } from '../../domain/request.ts';
import type { RequestDecision } from '../driver.ts';
import type { Context } from './state.ts';
import { list, object, oneLine, text, type Json } from './wire.ts';

/** The tool AskUserQuestion: up to four questions, each with choices. */
export function askQuestions(context: Context, id: string, input: Json, parent: string | null): void {
  const questions = list(input['questions']).map(object);
  context.emit({
    type: 'request',
    id,
    kind: 'question',
    title: questions.map((question) => oneLine(text(question['question']) ?? '')).join(' · '),
    tool: 'AskUserQuestion',
    command: null,
    paths: [],
    detail: { questions },
    options: choices(questions),
    parent,
  });
}

/** One question's choices can be picked; several questions are answered in words, a line for each. */
function choices(questions: readonly Json[]): RequestOption[] {
  const [only, another] = questions;
  if (only === undefined || another !== undefined) return [];
  return labels(only).map((label, index) => ({
    id: `choice-${index}`,
    label,
    outcome: 'approve',
    always: false,
  }));
}

export function answerQuestions(input: Json, decision: RequestDecision): Json {
  const questions = list(input['questions']).map(object);
  const lines = (decision.text ?? '').split('\n').filter((line) => line.trim() !== '');
  const answers = questions.map((question, index) => {
    const whole = questions.length === lines.length ? lines[index] : decision.text;
    return [text(question['question']) ?? '', answerTo(question, decision.option, whole ?? null)];
  });
  return { ...input, answers: Object.fromEntries(answers) };
}

function answerTo(question: Json, option: string | null, said: string | null): string {
  const label = labels(question).find((_, index) => `choice-${index}` === option) ?? null;
  const words = said === null || said.trim() === '' ? null : said;
  if (label !== null) return words === null ? label : `${label}: ${words}`;
  return words ?? 'No answer was given: decide yourself.';
}

function labels(question: Json): string[] {
  return list(question['options']).map((option) => text(object(option)['label']) ?? '');
}
