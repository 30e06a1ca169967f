import { Environment, parse, tokenize } from '@huggingface/jinja';
import { BoundedInterpreter, itemsMax, lengthMax, TemplateError, tooLong } from './template-interpreter.ts';

export { TemplateError };

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
  if (!(count <= itemsMax)) throw new TemplateError(`range() gives at most ${itemsMax} numbers`);
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
    throw new TemplateError(messageOf(error), { cause: error });
  }
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/call stack/i.test(text)) return 'too many parts within each other';
  return /out of memory/i.test(text) ? tooLong : text.replace(/\.+$/, '');
}
