import { type Json, listOf, objectOf, textOf } from './json.ts';

/** One thing that is wanted to be known. */
interface Question {
  /** By which an answer as JSON names it. */
  readonly id: string;
  readonly text: string;
  readonly type: 'text' | 'number' | 'boolean' | 'choice';
  /** More than one of the choices may be given. */
  readonly several: boolean;
  readonly choices: readonly Choice[];
}

interface Choice {
  /** What an answer says. */
  readonly value: string;
  readonly label: string;
  readonly description: string | null;
}

/** How one text answers them: as it is, a line for each in order, or a JSON object by their ids. */
type AnswerForm = 'text' | 'lines' | 'json';

export interface Questions {
  readonly questions: readonly Question[];
  readonly answerAs: AnswerForm;
}

const questionsMax = 20;
const choicesMax = 100;

/** As the detail of a request holds them, whichever harness asks; the title, when it holds none. */
export function questionsOf(detail: unknown, title: string): Questions {
  const { questions, fields, schema, requestedSchema } = objectOf(detail);
  const asked = listOf(questions).slice(0, questionsMax);
  if (asked.length > 0) return { questions: asked.map(toQuestion), answerAs: formOf(asked) };
  const form = objectOf(objectOf(schema ?? requestedSchema ?? fields)['properties']);
  const properties = Object.entries(form).slice(0, questionsMax);
  if (properties.length === 0) return { questions: [plain(title)], answerAs: 'text' };
  return {
    questions: properties.map(([name, property]) => toField(name, objectOf(property))),
    answerAs: properties.length === 1 ? 'text' : 'json',
  };
}

function plain(text: string): Question {
  return { id: '0', text, type: 'text', several: false, choices: [] };
}

/** Only Codex gives its questions ids, and takes JSON; Claude Code takes a line for each. */
function formOf(asked: readonly Json[]): AnswerForm {
  if (asked.length === 1) return 'text';
  return asked.every(({ id }) => typeof id === 'string') ? 'json' : 'lines';
}

function toQuestion(question: Json, index: number): Question {
  const choices = listOf(question['options'])
    .slice(0, choicesMax)
    .map((option) => {
      const label = textOf(option['label']) ?? '';
      return { value: label, label, description: textOf(option['description']) };
    });
  return {
    id: textOf(question['id']) ?? String(index),
    text: textOf(question['question']) ?? textOf(question['header']) ?? '',
    type: choices.length > 0 ? 'choice' : 'text',
    several: question['multiSelect'] === true,
    choices,
  };
}

function toField(name: string, property: Json): Question {
  const choices = choicesOf(property);
  const type = property['type'];
  return {
    id: name,
    text: [textOf(property['title']) ?? name, textOf(property['description'])]
      .filter((part) => part !== null)
      .join(': '),
    type:
      choices.length > 0
        ? 'choice'
        : type === 'boolean'
          ? 'boolean'
          : type === 'number' || type === 'integer'
            ? 'number'
            : 'text',
    several: type === 'array',
    choices,
  };
}

function choicesOf(property: Json): readonly Choice[] {
  const of = property['type'] === 'array' ? objectOf(property['items']) : property;
  const plainOnes = Array.isArray(of['enum']) ? of['enum'].map(String) : [];
  const titled = [...listOf(of['oneOf']), ...listOf(of['anyOf'])].map((one) => {
    const value = textOf(one['const']) ?? '';
    return { value, label: textOf(one['title']) ?? value, description: textOf(one['description']) };
  });
  return [...plainOnes.map((value) => ({ value, label: value, description: null })), ...titled].slice(
    0,
    choicesMax,
  );
}
