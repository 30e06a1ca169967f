import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainPage } from './page.ts';

test('a plain page has the colours and the type of the dashboard', () => {
  const dashboard = readFileSync(join(import.meta.dir, '../../../web/styles/tokens.css'), 'utf8');
  const tokens = plainPage('Over', 'Again').match(/--[\w-]+: .+;/g) ?? [];
  expect(tokens.length).toBeGreaterThan(4);
  for (const token of tokens) expect(dashboard).toContain(token);
});
