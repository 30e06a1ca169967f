// Draws docs/images/demo.svg from what `shoal demo` really prints. Usage: npm run picture (after npm run build)
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/project.mjs';

const charWidth = 7.8;
const lineHeight = 18;
const padding = 20;
const columnsMin = 92;
const colors: Readonly<Record<string, string>> = {
  '✓': '#9DB07E',
  '✕': '#D07A6C',
  '━': '#7FB2A6',
  '·': '#918D82',
};
const quiet = '#918D82';
/** Of the running account only what tells the story; the timeline and the laws whole. */
const telling = /joined|refused|asked|answered|gone|ready again|claimed t[16]$|finished t(1|6|12)$/;

const demo = Bun.spawnSync([join(root, 'dist/shoal'), 'demo'], { env: { ...process.env, NO_COLOR: '1' } });
if (demo.exitCode !== 0)
  throw new Error(`shoal demo ended with ${demo.exitCode}:\n${demo.stderr.toString()}`);

const lines = ['$ shoal demo', ...chosen(demo.stdout.toString().trimEnd().split('\n'))];
const columns = Math.max(columnsMin, ...lines.map((line) => line.length));
mkdirSync(join(root, 'docs/images'), { recursive: true });
writeFileSync(join(root, 'docs/images/demo.svg'), picture());

function chosen(output: readonly string[]): string[] {
  const timeline = output.findIndex((line) => line.trim() === '');
  return [...output.slice(0, timeline).filter((line) => telling.test(line)), ...output.slice(timeline)];
}

function picture(): string {
  const width = Math.ceil(columns * charWidth + 2 * padding);
  const height = lines.length * lineHeight + 2 * padding;
  const rows = lines.map((line, row) => drawnLine(line, padding + (row + 0.75) * lineHeight));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What shoal demo prints">`,
    `<rect width="100%" height="100%" rx="6" fill="#10100F"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#DEDBD2" xml:space="preserve">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Runs of one colour; each placed by its column, so that the font's own width does not matter. */
function drawnLine(line: string, y: number): string {
  const isTime = /^\s+\d+\.\d\d s/.exec(line)?.[0].length ?? 0;
  const runs: { text: string; at: number; color: string | undefined }[] = [];
  // Every character that the demo prints is one column and one code unit.
  line.split('').forEach((char, at) => {
    const color = at < isTime ? quiet : colors[char];
    const last = runs.at(-1);
    if (last !== undefined && last.color === color) last.text += char;
    else runs.push({ text: char, at, color });
  });
  return runs
    .filter(({ text }) => text.trim() !== '')
    .map(({ text, at, color }) => {
      const fill = color === undefined ? '' : ` fill="${color}"`;
      const length = (text.length * charWidth).toFixed(1);
      return `<text x="${(padding + at * charWidth).toFixed(1)}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${fill}>${escaped(text)}</text>`;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
