import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const css = readFileSync(join(import.meta.dir, 'tokens.css'), 'utf8');
const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)];
const colours = new Map(pairs.map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));
const grounds = ['background', 'raised', 'hover'] as const;
const themes = ['light', 'dark'] as const;

/** Source: WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function colourOf(name: string, theme: (typeof themes)[number]): string {
  const found = colours.get(name)?.[theme];
  if (found === undefined) throw new Error(`tokens.css has no --${name} with a light and a dark colour`);
  return found;
}

test('black on white is 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});

const texts = ['text', 'quiet', 'working', 'needs-you', 'idle', 'parked', 'failed', 'done', 'unknown'];
for (const theme of themes) {
  test.each(texts)(`%s can be read as text on every ground, ${theme}`, (name) => {
    for (const ground of grounds) {
      const found = contrast(colourOf(name, theme), colourOf(ground, theme));
      expect({ ground, isEnough: found >= 4.5, found }).toMatchObject({ ground, isEnough: true });
    }
  });
  test.each(['edge-strong', 'focus', ...Array.from({ length: 7 }, (_, at) => `series-${at + 1}`)])(
    `%s is seen beside every ground, ${theme}`,
    (name) => {
      for (const ground of ['background', 'raised'] as const) {
        const found = contrast(colourOf(name, theme), colourOf(ground, theme));
        expect({ ground, isEnough: found >= 3, found }).toMatchObject({ ground, isEnough: true });
      }
    },
  );
  test(`what is added and removed can be read, ${theme}`, () => {
    for (const ground of ['added', 'added-strong', 'removed', 'removed-strong'])
      expect(contrast(colourOf('text', theme), colourOf(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });
}
