import { writeOut } from '../../cli/output.ts';
import type { Size } from './frame.ts';

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[2J';
const LEAVE = '\u001b[?25h\u001b[?1049l';

/** The terminal while the dashboard has it: alternate screen, raw keys, only changed lines written. */
export interface Screen extends Disposable {
  size(): Size;
  draw(lines: readonly string[]): void;
  /** The next draw writes everything. */
  invalidate(): void;
}

export interface ScreenEvents {
  onInput(text: string): void;
  onResize(): void;
}

/** Takes the terminal over; disposing it, or the end of the process, gives it back as it was. */
export function openScreen(events: ScreenEvents): Screen {
  const { stdin, stdout } = process;
  let drawn: readonly string[] = [];
  let isOpen = true;
  const listen = (chunk: Buffer | string): void => events.onInput(chunk.toString());
  const onResize = (): void => events.onResize();
  const restore = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', restore);
    stdin.off('data', listen);
    stdout.off('resize', onResize);
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
    writeOut(LEAVE);
  };
  process.once('exit', restore);
  writeOut(ENTER);
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', listen);
  stdout.on('resize', onResize);
  return {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    invalidate: () => {
      drawn = [];
    },
    draw: (lines) => {
      if (!isOpen) return;
      const clear = drawn.length === 0 ? '\u001b[2J' : '';
      const changed = lines.flatMap((line, index) =>
        line === drawn[index] ? [] : [`\u001b[${index + 1};1H${line}\u001b[K`],
      );
      const extra = drawn
        .slice(lines.length)
        .map((_, index) => `\u001b[${lines.length + index + 1};1H\u001b[K`);
      drawn = [...lines];
      if (changed.length + extra.length > 0)
        writeOut(`\u001b[?2026h${clear}${changed.join('')}${extra.join('')}\u001b[?2026l`);
    },
    [Symbol.dispose]: restore,
  };
}
