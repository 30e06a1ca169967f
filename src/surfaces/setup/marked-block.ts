import { ShoalError } from '../../domain/errors.ts';

/** How a block of ours is fenced in one kind of file. */
export interface BlockStyle {
  readonly begin: (version: number) => string;
  readonly end: string;
  /** Finds a whole block of any version, without the line breaks around it. Not global: it is asked more than once. */
  readonly pattern: RegExp;
}

export const markdownBlock: BlockStyle = {
  begin: (version) =>
    `<!-- shoal:begin v${version} (written by \`shoal setup\`; changes inside are overwritten) -->`,
  end: '<!-- shoal:end -->',
  pattern: /<!-- shoal:begin v\d+[^\n]*-->[\s\S]*?<!-- shoal:end -->/,
};

export const hashBlock: BlockStyle = {
  begin: (version) =>
    `# shoal:begin v${version} (written by \`shoal setup\`; changes inside are overwritten)`,
  end: '# shoal:end',
  pattern: /^# shoal:begin v\d+[^\n]*\n[\s\S]*?^# shoal:end$/m,
};

/** The text with the block, in the place of an older one or at the end; everything else stays as it was. */
export function withBlock(text: string, style: BlockStyle, version: number, body: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const block = [style.begin(version), body, style.end].join('\n').replaceAll('\n', newline);
  if (style.pattern.test(text)) return text.replace(style.pattern, () => block);
  return `${text}${text === '' ? '' : newline}${block}${newline}`;
}

/** The text without the block; null when nothing else is left. The inverse of `withBlock` on a text that had none. */
export function withoutBlock(text: string, style: BlockStyle): string | null {
  const known = style.pattern.exec(text);
  if (known === null) return text;
  const before = text.slice(0, known.index);
  const after = text.slice(known.index + known[0].length).replace(/^\r?\n/, '');
  return before === '' && after === '' ? null : `${before.replace(/\r?\n$/, '')}${after}`;
}

/** A block that was begun and never ended, or twice there, is somebody's work in progress. */
export function checkBlocks(text: string, style: BlockStyle, file: string): void {
  const begins = text.match(/shoal:begin v\d+/g)?.length ?? 0;
  const ends = text.match(/shoal:end/g)?.length ?? 0;
  if (begins === ends && begins <= 1 && (begins === 0) === !style.pattern.test(text)) return;
  throw new ShoalError('CONFLICT', `${file} holds ${begins} beginnings and ${ends} ends of a Shoal block.`, {
    hint: 'Remove the damaged block by hand, then run `shoal setup` again.',
  });
}
