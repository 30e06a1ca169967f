/** What a line means that a person types below a transcript. */
export type Typed =
  | { readonly does: 'nothing' | 'detach' | 'help' | 'interrupt' | 'approve' }
  | { readonly does: 'reject'; readonly why: string | null }
  | { readonly does: 'send'; readonly text: string }
  /** Neither sent nor done: what is wrong with it. */
  | { readonly does: 'refuse'; readonly why: string };

export const typedHelp =
  'A line is a message to it. /approve and /reject WHY decide what it asks; /interrupt stops its turn; /detach or Ctrl-C leaves; //WORD sends /WORD.';

const alone = ['approve', 'interrupt', 'detach', 'help'] as const;

export function parseTyped(line: string): Typed {
  const text = line.trim();
  if (text === '') return { does: 'nothing' };
  if (text.startsWith('//')) return { does: 'send', text: text.slice(1) };
  if (!text.startsWith('/')) return { does: 'send', text: line };
  const [, word = '', rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(text) ?? [];
  if (word === 'reject') return { does: 'reject', why: rest === '' ? null : rest };
  const does = alone.find((one) => one === word);
  if (does === undefined) return { does: 'refuse', why: unknownWord(text, word) };
  return rest === '' ? { does } : { does: 'refuse', why: `/${does} stands alone; nothing was done.` };
}

function unknownWord(text: string, word: string): string {
  const known = [...alone.slice(0, 1), 'reject WHY', ...alone.slice(1)].map((one) => `/${one}`).join(', ');
  return `There is no /${word} here, and it was not sent. There are: ${known}. To send it as it stands: /${text}`;
}
