import { useMemo } from 'react';
import type { Anchor, Remark } from '../../ui/diff/remarks.ts';
import type { Remarking } from '../../ui/diff/Remarks.tsx';
import { useKept } from '../../ui/use-kept.ts';

interface Kept {
  readonly remarks: readonly Remark[];
  readonly draft: Remark | null;
}

const nothing: Kept = { remarks: [], draft: null };

/** What one has written at the lines that a session changed; it outlives a reload of the page. */
export function useRemarking(session: string): Remarking & { readonly clear: () => void } {
  const [kept, setKept, clear] = useKept(`remarks on ${session}`, nothing);
  const actions = useMemo(
    () => ({
      write: (draft: Remark | null) => setKept((before) => ({ ...before, draft })),
      begin: (at: Anchor) =>
        setKept((before) => ({ ...before, draft: { at, text: before.draft?.text ?? '' } })),
      keep: () => setKept(withDraft),
      drop: (remark: Remark) =>
        setKept((before) => ({ ...before, remarks: before.remarks.filter((one) => one !== remark) })),
      clear,
    }),
    [setKept, clear],
  );
  return useMemo(() => ({ ...kept, ...actions }), [kept, actions]);
}

function withDraft({ remarks, draft }: Kept): Kept {
  if (draft === null || draft.text.trim() === '') return { remarks, draft };
  return { remarks: [...remarks, draft], draft: null };
}
