import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';

/** A template's text is wrong, or what it asks of its variables cannot be. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const stepsMax = 200_000;
const depthMax = 500;
const loopsMax = 10_000;
const lengthMax = 4_000_000;

/** Jinja, interpreted: nothing of it ever becomes code. Throws TemplateError. */
export function checkTemplate(text: string): void {
  if (hasMarkup(text.replace(plainOutput, ''))) parsed(withoutRaw(text).text);
}

/** A variable that is not there is an empty text. Throws TemplateError. */
export function renderTemplate(text: string, variables: Readonly<Record<string, unknown>>): string {
  if (!hasMarkup(text)) return text;
  const { text: cooked, raws } = withoutRaw(text);
  const program = parsed(cooked);
  const environment = new Environment();
  for (const [name, value] of Object.entries({ ...globals, ...variables, ...raws }))
    environment.set(name, value);
  const rendered = tried(() => new BoundedInterpreter(environment).run(program).toString());
  if (rendered.length > lengthMax) throw new TemplateError(tooLong);
  return rendered;
}

/** Whether it ever asks for the variable. */
export function mentions(text: string, variable: string): boolean {
  if (!text.includes(variable)) return false;
  return [...text.matchAll(/\{\{([\s\S]*?)\}\}|\{%([\s\S]*?)%\}/g)].some(([, output, block]) =>
    new RegExp(`(?<![\\w.])${variable}(?!\\w)`).test(`${output ?? ''} ${block ?? ''}`),
  );
}

function hasMarkup(text: string): boolean {
  return /\{[{%#]/.test(text);
}

/** One variable and no more, as most templates have it: nothing in it can be wrong. */
const plainOutput = /\{\{\s*(?!(?:and|else|if|in|is|not|or)\b)[A-Za-z_]\w*\s*\}\}/g;

const tooLong = `it became longer than ${lengthMax} characters`;

/** Steps and lengths are limited: loops in loops, or a text that doubles itself, end in an error and not in the machine's memory. */
class BoundedInterpreter extends Interpreter {
  #steps = 0;
  #depth = 0;

  override evaluate(
    ...[statement, environment]: Parameters<Interpreter['evaluate']>
  ): ReturnType<Interpreter['evaluate']> {
    this.#steps += 1;
    this.#depth += 1;
    if (this.#steps > stepsMax) throw new TemplateError(`it takes more than ${stepsMax} steps`);
    if (this.#depth > depthMax) throw new TemplateError(`more than ${depthMax} steps within each other`);
    const found = this.#within(statement, environment);
    const { value } = found;
    if (typeof value === 'string' && value.length > lengthMax) throw new TemplateError(tooLong);
    if (Array.isArray(value) && value.length > loopsMax)
      throw new TemplateError(`a list in it has more than ${loopsMax} items`);
    return found;
  }

  #within(
    ...[statement, environment]: Parameters<Interpreter['evaluate']>
  ): ReturnType<Interpreter['evaluate']> {
    try {
      return super.evaluate(statement, environment);
    } finally {
      this.#depth -= 1;
    }
  }
}

const rawBlock = /\{%[-+]?\s*raw\s*[-+]?%\}\n?([\s\S]*?)\{%[-+]?\s*endraw\s*[-+]?%\}\n?/g;

/** What stands between `{% raw %}` and `{% endraw %}` becomes a variable, which is never looked into. */
function withoutRaw(text: string): {
  readonly text: string;
  readonly raws: Readonly<Record<string, string>>;
} {
  const raws: Record<string, string> = {};
  const cooked = text.replace(rawBlock, (_, inner: string) => {
    const name = `__raw${Object.keys(raws).length}`;
    raws[name] = inner;
    return `{{ ${name} }}`;
  });
  return { text: cooked, raws };
}

const globals = { true: true, false: false, none: null, True: true, False: false, None: null, range };

function range(start: number, stop?: number, step = 1): readonly number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!(count <= loopsMax)) throw new TemplateError(`range() gives at most ${loopsMax} numbers`);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function parsed(text: string): ReturnType<typeof parse> {
  return tried(() => parse(tokenize(text, { lstrip_blocks: true, trim_blocks: true })));
}

function tried<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
