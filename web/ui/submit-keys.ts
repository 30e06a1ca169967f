/** Ctrl-Enter (⌘↵) sends a form of several lines, Escape closes it: spread on what is around its fields. */
export function useSubmitKeys(send: () => unknown, close: () => void) {
  return {
    onKeyDownCapture: (event: React.KeyboardEvent) => {
      if (event.key === 'Escape') close();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
