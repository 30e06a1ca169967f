import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';

/** A template's text is wrong, or what it asks of its variables cannot be. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const loopsMax = 10_000;
const lengthMax = 4_000_000;

/** Jinja, interpreted: nothing of it ever becomes code. Throws TemplateError. */
export function checkTemplate(text: string): void {
  parsed(text);
}

/** A variable that is not there is an empty text. Throws TemplateError. */
export function renderTemplate(text: string, variables: Readonly<Record<string, unknown>>): string {
  if (!/\{[{%#]/.test(text)) return text;
  const program = parsed(text);
  const environment = new Environment();
  for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value);
  const rendered = tried(() => String(new Interpreter(environment).run(program).value));
  if (rendered.length > lengthMax) throw new TemplateError(`it became longer than ${lengthMax} characters`);
  return rendered;
}

/** Whether it ever asks for the variable. */
export function mentions(text: string, variable: string): boolean {
  return [...text.matchAll(/\{\{([\s\S]*?)\}\}|\{%([\s\S]*?)%\}/g)].some(([, output, block]) =>
    new RegExp(`(?<![\\w.])${variable}(?!\\w)`).test(`${output ?? ''} ${block ?? ''}`),
  );
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
