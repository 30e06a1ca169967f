import Anser from 'anser';
import { useMemo, useState } from 'react';
import styles from './Ansi.module.css';
import { Button } from './Button.tsx';
import { bytes } from './figures.ts';
import { visible } from './visible.ts';

interface AnsiProps {
  readonly of: string;
  /** Characters shown before one asks for the rest. Default: 20,000 */
  readonly charsMax?: number;
}

/** What a program wrote for a terminal: its colours as colours, every other sequence left out. */
export function Ansi({ of, charsMax = 20_000 }: AnsiProps) {
  const [isWhole, setIsWhole] = useState(false);
  const isCut = of.length > charsMax && !isWhole;
  const parts = useMemo(() => partsOf(isCut ? of.slice(0, charsMax) : of), [of, isCut, charsMax]);
  return (
    <>
      <pre className={styles['ansi']} dir="auto">
        {parts.map(({ content, fg, decorations }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other name
          <span key={at} data-colour={colourOf(fg)} data-look={decorations.join(' ') || undefined}>
            {visible(content)}
          </span>
        ))}
      </pre>
      {isCut && <Button onPress={() => setIsWhole(true)}>Show all {bytes(of.length)}</Button>}
    </>
  );
}

function partsOf(text: string) {
  const options = { use_classes: true, remove_empty: true, json: true } as const;
  return Anser.ansiToJson(asShown(text), options);
}

/** Titles, links and the like: what is between ESC ] and its end. An end that never comes takes the line with it. */
// oxlint-disable-next-line no-control-regex -- these are control characters
const commands = /\u001b[\]P^_X][^\u0007\u001b\n]*(?:\u0007|\u001b\\|(?=\n)|$)/g;
/** Moves of the cursor, clearing, modes: everything after ESC [ that is no colour; and sequences of two characters. */
// oxlint-disable-next-line no-control-regex -- as above
const moves = /\u001b\[[0-?]*[ -/]*[@-ln-~]|\u001b\[[<-?][0-?]*[ -/]*m|\u001b[ -/]*[0-OQ-WYZ\\`-~]/g;
/** A line that a program has written over, as progress bars do: only what it wrote last is to be seen. */
const overwritten = /[^\n]*\r(?=[^\r\n])/g;

function asShown(text: string): string {
  return text
    .replaceAll(commands, '')
    .replaceAll(moves, '')
    .replaceAll(/\r+\n/g, '\n')
    .replaceAll(overwritten, '');
}

/** The eight colours by name; a shade of the palette is shown plainly, because it may be unreadable on our ground. */
function colourOf(name: string | null): string | undefined {
  return /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.exec(name ?? '')?.[1];
}
