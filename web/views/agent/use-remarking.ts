import { useEffect, useMemo, useState } from 'react';
import type { Anchor, Remark } from '../../ui/diff/remarks.ts';
import type { Remarking } from '../../ui/diff/Remarks.tsx';

interface Kept {
  readonly remarks: readonly Remark[];
  readonly draft: Remark | null;
}

const nothing: Kept = { remarks: [], draft: null };

/** What one has written at the lines that a session changed; it outlives a reload of the page. */
export function useRemarking(session: string): Remarking & { readonly clear: () => void } {
  const name = `shoal.remarks.${session}`;
  const [kept, setKept] = useState(() => read(name));
  useEffect(() => {
    if (kept === nothing) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(kept));
  }, [name, kept]);
  const actions = useMemo(
    () => ({
      write: (draft: Remark | null) => setKept((before) => ({ ...before, draft })),
      begin: (at: Anchor) =>
        setKept((before) => ({ ...before, draft: { at, text: before.draft?.text ?? '' } })),
      keep: () => setKept(withDraft),
      drop: (remark: Remark) =>
        setKept((before) => ({ ...before, remarks: before.remarks.filter((one) => one !== remark) })),
      clear: () => setKept(nothing),
    }),
    [],
  );
  return useMemo(() => ({ ...kept, ...actions }), [kept, actions]);
}

function withDraft({ remarks, draft }: Kept): Kept {
  if (draft === null || draft.text.trim() === '') return { remarks, draft };
  return { remarks: [...remarks, draft], draft: null };
}

function read(name: string): Kept {
  const text = sessionStorage.getItem(name);
  return text === null ? nothing : (JSON.parse(text) as Kept); // what was put there above
}
