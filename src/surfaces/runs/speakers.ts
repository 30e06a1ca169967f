import { literal } from '../cli/render/style.ts';

interface Speaker {
  readonly id: string;
  readonly node: string;
}

/** What several agents say at once, so that no two of them share a line. Each gives false when nobody reads any more. */
export interface Speakers {
  say(speaker: Speaker, text: string): boolean;
  /** The speaker says no more: what it had not ended is shown. */
  isSilent(speaker: Pick<Speaker, 'id'>): boolean;
  /** A line of ours. */
  line(text: string): boolean;
}

/**
 * One agent alone is shown as it speaks, piece by piece, below its name. As soon as another speaks too, each is shown by whole
 * lines, its name before them; half a line waits until it is whole or its speaker is silent.
 */
export function createSpeakers(name: (node: string) => string, write: (text: string) => boolean): Speakers {
  /** Those who speak, and of each what is not shown yet. */
  const halves = new Map<string, { readonly node: string; half: string }>();
  /** Whose half line the screen ends with, and below whose name it stands. */
  let open: string | null = null;
  let named: string | null = null;

  function line(text: string): boolean {
    const before = open === null ? '' : '\n';
    open = null;
    named = null;
    return write(`${before}${text}\n`);
  }

  function piece(id: string, text: string): boolean {
    open = text.endsWith('\n') ? null : id;
    return write(shown(text));
  }

  function alone({ id, node }: Speaker, text: string): boolean {
    if (named !== id && !line(name(node))) return false;
    named = id;
    return piece(id, text);
  }

  function among({ node }: Speaker, half: string): string | null {
    const lines = half.split('\n');
    const rest = lines.pop() ?? '';
    return lines.every((one) => line(`${name(node)} ${literal(one)}`)) ? rest : null;
  }

  return {
    line,
    say(speaker, text) {
      if (text === '') return true;
      const { id, node } = speaker;
      const own = halves.get(id) ?? { node, half: '' };
      halves.set(id, own);
      const waiting = `${own.half}${text}`;
      own.half = '';
      if (halves.size === 1) return alone(speaker, waiting);
      // The line that it began alone is still its own.
      const end = open === id ? waiting.indexOf('\n') + 1 || waiting.length : 0;
      if (end > 0 && !piece(id, waiting.slice(0, end))) return false;
      if (end > 0 && open === null) named = null;
      const rest = among(speaker, waiting.slice(end));
      own.half = rest ?? '';
      return rest !== null;
    },
    isSilent({ id }) {
      const own = halves.get(id);
      halves.delete(id);
      if (own === undefined) return true;
      if (open === id) {
        open = null;
        named = null;
        return write('\n');
      }
      return own.half === '' || line(`${name(own.node)} ${literal(own.half)}`);
    },
  };
}

/** Every line of a piece as it is, but for what a terminal would obey. */
function shown(text: string): string {
  return text
    .split('\n')
    .map((part) => literal(part))
    .join('\n');
}
