import type { Output } from '../../data/api.ts';

type Subject = Output<'request.show'>['subject'];
export type Question = Subject['questions'][number];
/** What was given to each question, by its id; several for a choice of more than one. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** One text that answers every question, in the form that the request wants. */
export function spelledAnswer({ questions, answerAs }: Subject, answers: Answers): string {
  const given = questions.map(({ id }) => (answers[id] ?? []).join(', '));
  if (answerAs === 'lines') return given.map((line) => line.replaceAll(/\s*\n\s*/g, ' ')).join('\n');
  if (answerAs === 'text') return given.join('\n');
  return JSON.stringify(
    Object.fromEntries(questions.map((question) => [question.id, valueOf(question, answers)])),
  );
}

function valueOf({ id, type, several }: Question, answers: Answers): unknown {
  const given = answers[id] ?? [];
  if (several) return given;
  const [one = ''] = given;
  if (type === 'number') return Number(one);
  return type === 'boolean' ? one === 'true' : one;
}

export function isAnswered({ questions }: Subject, answers: Answers): boolean {
  return questions.every(({ id }) => (answers[id] ?? []).some((one) => one.trim() !== ''));
}
