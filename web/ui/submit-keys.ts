/** Ctrl-Enter (⌘↵) sends a form of several lines, Escape closes it: spread on what is around its fields. */
export function submitKeys(send: () => unknown, close: () => void) {
  return {
    onKeyDownCapture: (event: React.KeyboardEvent) => {
      // What a field has opened beside the form takes its own keys.
      if (!event.currentTarget.contains(event.target as Node)) return; // a key is pressed in an element
      if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
