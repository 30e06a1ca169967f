/*
 * The language of conditions, such as `severity == critical and not (score < 0.5)`.
 *
 *   or      := and ('or' and)*            and     := not ('and' not)*          not := 'not' not | compare
 *   compare := operand (('==' | '!=' | '<' | '<=' | '>' | '>=') value | 'not'? 'in' list)?
 *   operand := field | value | '(' or ')'            list := '[' value (',' value)* ']'
 *
 * A bare word is a field on the left of an operator and text on its right.
 */
export type Expression =
  | { readonly type: 'or' | 'and'; readonly parts: readonly Expression[] }
  | { readonly type: 'not'; readonly part: Expression }
  | { readonly type: 'compare'; readonly op: CompareOp; readonly left: Operand; readonly right: Value }
  | { readonly type: 'in'; readonly left: Operand; readonly values: readonly Value[] }
  | Operand;

type Operand =
  | { readonly type: 'field'; readonly path: readonly string[] }
  | { readonly type: 'value'; readonly value: Value };

type Value = string | number | boolean | null;
type CompareOp = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** `offset`: where in the text it went wrong. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Parentheses and `not` within each other. */
const depthMax = 50;
const lengthMax = 2_000;

/** Throws ExpressionError. */
export function parseExpression(text: string): Expression {
  if (text.length > lengthMax)
    throw new ExpressionError(`a condition has at most ${lengthMax} characters`, 0);
  const tokens = tokenize(text);
  let at = 0;
  let depth = 0;

  const peek = (): Token => tokens[at] ?? end(text);
  const isWord = (word: string): boolean => peek().type === 'word' && peek().text.toLowerCase() === word;
  function take(): Token {
    const token = peek();
    at += 1;
    return token;
  }
  function expect(symbol: string): void {
    const token = take();
    if (token.text !== symbol || token.type !== 'symbol') throw unexpected(token, `"${symbol}"`);
  }

  function or(): Expression {
    return chain('or', () => chain('and', not));
  }

  function chain(type: 'or' | 'and', part: () => Expression): Expression {
    const first = part();
    const parts = [first];
    while (isWord(type)) {
      take();
      parts.push(part());
    }
    return parts.length === 1 ? first : { type, parts };
  }

  function not(): Expression {
    if (!isWord('not')) return compare();
    const { offset } = take();
    return nested(offset, () => ({ type: 'not', part: not() }));
  }

  function nested(offset: number, inner: () => Expression): Expression {
    depth += 1;
    if (depth > depthMax) throw new ExpressionError(`more than ${depthMax} within each other`, offset);
    const found = inner();
    depth -= 1;
    return found;
  }

  function compare(): Expression {
    if (peek().text === '(' && peek().type === 'symbol') {
      const { offset } = take();
      const inner = nested(offset, or);
      expect(')');
      return inner;
    }
    const left = operand();
    const { type, text: symbol } = peek();
    if (type === 'operator') {
      take();
      return { type: 'compare', op: toOp(symbol), left, right: value() };
    }
    if (isWord('in')) return (take(), { type: 'in', left, values: list() });
    if (isWord('not')) {
      take();
      if (!isWord('in')) throw unexpected(peek(), '"in"');
      take();
      return { type: 'not', part: { type: 'in', left, values: list() } };
    }
    return left;
  }

  function operand(): Operand {
    const token = take();
    if (token.type === 'word' && !isConstant(token.text)) {
      const path = token.text.split('.');
      if (path.some((part) => part === '')) throw unexpected(token, 'a field such as review.severity');
      return { type: 'field', path };
    }
    return { type: 'value', value: valueOf(token) };
  }

  function value(): Value {
    return valueOf(take());
  }

  function list(): readonly Value[] {
    expect('[');
    const values = [value()];
    while (peek().type === 'symbol' && peek().text === ',') {
      take();
      values.push(value());
    }
    expect(']');
    return values;
  }

  const found = or();
  if (at < tokens.length) throw unexpected(peek(), 'the end, "and" or "or"');
  return found;
}

interface Token {
  readonly type: 'word' | 'text' | 'number' | 'operator' | 'symbol' | 'end';
  readonly text: string;
  readonly offset: number;
}

const forms = [
  ['space', /\s+/y],
  ['text', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y],
  ['number', /-?\d+(?:\.\d+)?(?![\w.-])/y],
  ['operator', /[=!<>]=|[<>]/y],
  ['symbol', /[()[\],]/y],
  ['word', /[\p{L}\p{N}_][\p{L}\p{N}_.\-/:]*/uy],
] as const;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let offset = 0; offset < text.length;) {
    const token = tokenAt(text, offset);
    if (token.type !== 'space') tokens.push({ type: token.type, text: token.text, offset });
    offset += token.text.length;
  }
  return tokens;
}

function tokenAt(
  text: string,
  offset: number,
): { readonly type: (typeof forms)[number][0]; readonly text: string } {
  for (const [type, form] of forms) {
    form.lastIndex = offset;
    const [found] = form.exec(text) ?? [];
    if (found !== undefined) return { type, text: found };
  }
  const rest = text.slice(offset, offset + 2);
  const hint = rest.startsWith('=')
    ? '; equality is =='
    : rest === '&&' || rest === '||'
      ? '; write and, or'
      : '';
  throw new ExpressionError(
    `"${String.fromCodePoint(text.codePointAt(offset) ?? 0)}" is not understood${hint}`,
    offset,
  );
}

function end(text: string): Token {
  return { type: 'end', text: '', offset: text.length };
}

function unexpected({ type, text, offset }: Token, wanted: string): ExpressionError {
  return new ExpressionError(
    `${type === 'end' ? 'the end' : `"${text}"`} where ${wanted} was expected`,
    offset,
  );
}

const constants: Readonly<Record<string, boolean | null>> = {
  true: true,
  false: false,
  null: null,
  none: null,
};

function isConstant(word: string): boolean {
  return Object.hasOwn(constants, word.toLowerCase());
}

function valueOf(token: Token): Value {
  switch (token.type) {
    case 'text':
      return token.text.slice(1, -1).replace(/\\(.)/g, '$1');
    case 'number':
      return Number(token.text);
    case 'word':
      return isConstant(token.text) ? (constants[token.text.toLowerCase()] ?? null) : token.text;
    default:
      throw unexpected(token, 'a value');
  }
}

function toOp(text: string): CompareOp {
  return text as CompareOp; // the tokens' form
}

/** What a field is; undefined for one that is not there. */
export type FieldOf = (path: readonly string[]) => unknown;

/** A comparison with what is not there is false, whichever it is; so is its opposite. */
export function holds(expression: Expression, fieldOf: FieldOf): boolean {
  switch (expression.type) {
    case 'or':
      return expression.parts.some((part) => holds(part, fieldOf));
    case 'and':
      return expression.parts.every((part) => holds(part, fieldOf));
    case 'not':
      return !holds(expression.part, fieldOf);
    case 'compare':
      return compares(operandOf(expression.left, fieldOf), expression.op, expression.right);
    case 'in': {
      const left = operandOf(expression.left, fieldOf);
      return expression.values.some((value) => compares(left, '==', value));
    }
    default: {
      const value = operandOf(expression, fieldOf);
      return typeof value === 'string' ? !/^(|false|no|0)$/i.test(value.trim()) : Boolean(value);
    }
  }
}

/** Fields that it looks at. */
export function fieldsIn(expression: Expression): readonly (readonly string[])[] {
  switch (expression.type) {
    case 'or':
    case 'and':
      return expression.parts.flatMap(fieldsIn);
    case 'not':
      return fieldsIn(expression.part);
    case 'compare':
    case 'in':
      return fieldsIn(expression.left);
    case 'field':
      return [expression.path];
    case 'value':
      return [];
  }
}

function operandOf(operand: Operand, fieldOf: FieldOf): unknown {
  return operand.type === 'field' ? fieldOf(operand.path) : operand.value;
}

function compares(left: unknown, op: CompareOp, right: Value): boolean {
  if (left === undefined) return false;
  const order = orderOf(left, right);
  switch (op) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order !== null && order < 0;
    case '<=':
      return order !== null && order <= 0;
    case '>':
      return order !== null && order > 0;
    case '>=':
      return order !== null && order >= 0;
  }
}

/** Numbers by size, texts by letters whatever their case; null when one has no place beside the other. */
function orderOf(left: unknown, right: Value): number | null {
  const [one, other] = [numberOf(left), numberOf(right)];
  if (one !== null && other !== null) return one - other;
  if (left === null || right === null) return left === right ? 0 : null;
  if (typeof left !== 'string' && typeof left !== 'number' && typeof left !== 'boolean') return null;
  const [a, b] = [String(left).trim().toLowerCase(), String(right).trim().toLowerCase()];
  return a === b ? 0 : a < b ? -1 : 1;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}
