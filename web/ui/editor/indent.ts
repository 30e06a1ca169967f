import { indentService } from '@codemirror/language';

/** A new line begins where the key above it does; below a key without a value, two columns further in. */
export const indenting = indentService.of((context, pos) => {
  if (context.simulatedBreak !== pos) return null;
  const { text } = context.lineAt(pos, -1);
  const [lead = ''] = /^\s*(?:-\s+)*/.exec(text) ?? [];
  const isOpen = /:\s*(?:[|>][+-]?\d*)?\s*(?:#.*)?$/.test(text.slice(lead.length));
  return lead.length + (isOpen ? 2 : 0);
});
