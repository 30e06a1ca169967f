import { expect, test } from 'bun:test';
import { createRedaction, secretsIn } from './redact.ts';

const secrets = secretsIn({
  MY_TOKEN: 'tok"en-$&-1',
  LONG_KEY: 'tok"en-$&-1-and-more',
  HOME: '/home/somebody',
});
const redaction = createRedaction(secrets);
const told = { text: 'use tok"en-$&-1-and-more, then tok"en-$&-1', list: [{ 'tok"en-$&-1': null }], n: 1 };

test('what an agent must keep to itself is taken out wherever it stands', () => {
  expect(redaction.value(told)).toEqual({
    text: 'use [redacted], then [redacted]',
    list: [{ '[redacted]': null }],
    n: 1,
  } as never);
  expect(redaction.json(JSON.stringify(told))).toBe(JSON.stringify(redaction.value(told)));
  const innocent = { text: '/home/somebody' };
  expect(redaction.value(innocent)).toBe(innocent);
});

test('what was hidden is whole again for who knows the secrets, and for nobody else', () => {
  const line = redaction.hidden(JSON.stringify(told));
  expect(line).not.toContain('tok');
  expect(redaction.restored(JSON.parse(line))).toEqual(told);
  expect(createRedaction(['another-secret']).restored(JSON.parse(line))).toEqual(JSON.parse(line));
});
