import { type Expression, ExpressionError, parseExpression } from './expression.ts';

/** When a handoff is taken. */
export type Condition =
  | { readonly type: (typeof namedConditions)[number] }
  | { readonly type: 'expression'; readonly text: string; readonly expression: Expression };

const namedConditions = [
  'always',
  'on_approve',
  'on_reject',
  'on_pass',
  'auto',
  'on_consensus',
  'on_no_consensus',
] as const;

/** Throws ExpressionError with an offset into the text. */
export function parseCondition(text: string): Condition {
  const word = text.trim().toLowerCase();
  const named = namedConditions.find((name) => name === word);
  if (named !== undefined) return { type: named };
  const expression = parseExpression(text);
  if (expression.type === 'field')
    throw new ExpressionError(
      `"${expression.path.join('.')}" alone is no condition; known: ${namedConditions.join(', ')}, or a comparison such as severity == critical`,
      0,
    );
  return { type: 'expression', text: text.trim(), expression };
}
