import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { ShoalError } from '../domain/errors.ts';
import { checkInput } from './check-input.ts';
import type { FieldSchema, ObjectSchema } from './schema.ts';
import { describeAll } from '../../build/operations.ts';

/** The runtime checker and zod must agree on every input of every operation: only one of them is shipped. */
describe('the runtime checker and zod agree on', () => {
  for (const { contract, input } of describeAll()) {
    test(contract.name, () => {
      fc.assert(
        fc.property(inputs(input), (value) => {
          expect(isAccepted(input, value)).toBe(contract.input.safeParse(value).success);
        }),
        { numRuns: 200 },
      );
    });
  }
});

function isAccepted(schema: ObjectSchema, value: unknown): boolean {
  try {
    checkInput(schema, value);
    return true;
  } catch (error) {
    if (error instanceof ShoalError && error.code === 'INVALID_INPUT') return false;
    throw error;
  }
}

/** Mostly inputs of the right shape near the schema's limits, some with a wrong field, a missing one or an unknown one. */
function inputs(schema: ObjectSchema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(schema.properties).map(([key, field]) => [
      key,
      fc.oneof({ weight: 6, arbitrary: valid(field) }, { weight: 1, arbitrary: anything }),
    ]),
  );
  const right = fc.record(fields, {
    requiredKeys: schema.required.filter((key) => Object.hasOwn(fields, key)),
  });
  const partial = fc.record(fields, { requiredKeys: [] });
  const unknown = fc
    .tuple(right, fc.string({ maxLength: 8 }), anything)
    .map(([value, key, extra]) => ({ ...value, [`x${key}`]: extra }));
  return fc.oneof(
    { weight: 6, arbitrary: right },
    { weight: 2, arbitrary: partial },
    { weight: 1, arbitrary: unknown },
    { weight: 1, arbitrary: anything },
  );
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '   ',
    '../x',
    '[/red]',
    '\u001b[31m',
    '🐟',
    'x'.repeat(300),
  ),
  fc.jsonValue(),
);

function valid(schema: FieldSchema): fc.Arbitrary<unknown> {
  const plain = validPlain(schema);
  return schema.nullable === true ? fc.option(plain, { nil: null }) : plain;
}

function validPlain(schema: FieldSchema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case undefined:
      return fc.jsonValue();
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return numbers(schema.minimum ?? -1_000, schema.maximum ?? 1_000_000, schema.type);
    case 'string':
      return schema.enum !== undefined
        ? fc.constantFrom(...schema.enum)
        : strings(schema.minLength ?? 0, schema.maxLength ?? 1_000);
    case 'array':
      return fc.array(valid(schema.items), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, 5),
      });
    case 'object':
      return inputs(schema);
    default:
      return schema satisfies never;
  }
}

function numbers(min: number, max: number, type: 'integer' | 'number'): fc.Arbitrary<number> {
  const edges = fc.constantFrom(min, max, min - 1, max + 1, min + 0.5);
  const inside =
    type === 'integer'
      ? fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) })
      : fc.double({ min, max, noNaN: true });
  return fc.oneof({ weight: 3, arbitrary: inside }, { weight: 1, arbitrary: edges });
}

function strings(min: number, max: number): fc.Arbitrary<string> {
  const edges = [min - 1, min, max, max + 1]
    .filter((length) => length >= 0 && length <= 5_000)
    .map((length) => 'a'.repeat(length));
  const usual = fc.string({ minLength: Math.max(1, min), maxLength: Math.min(max, 20), unit: 'grapheme' });
  return fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...edges, ' ') });
}
