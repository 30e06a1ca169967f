import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  isolateHistory,
  redo,
  undo,
} from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, foldKeymap, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { completing } from './editor/complete.ts';
import { differenceOf } from './editor/difference.ts';
import { indenting } from './editor/indent.ts';
import { colours, highlighting, specialMarks } from './editor/look.ts';
import type { Schema } from './editor/schema.ts';

/** Something wrong at a place; lines and columns from 1. */
interface EditorProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly severity: 'error' | 'warning';
  readonly text: string;
  /** A word there, and what was most likely meant: offered beside the problem. */
  readonly fix?: { readonly wrong: string; readonly right: string } | null;
}

/** What somebody beside the editor may do in it. */
export interface EditorHandle {
  readonly undo: () => void;
  readonly redo: () => void;
}

interface CodeEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problems?: readonly EditorProblem[];
  /** Of the text: what may stand where. Read once. */
  readonly schema?: Schema;
  /** Values that only the page knows, by the path of keys to them. */
  readonly valuesAt?: (path: readonly string[]) => readonly string[];
  /** Brings a line into view and puts the cursor there, whenever it is another object; and the keyboard, unless it `isShownOnly`. */
  readonly goTo?: { readonly line: number; readonly isShownOnly?: boolean } | null;
  readonly ref?: React.Ref<EditorHandle>;
}

/** YAML, with what may be written and what is wrong with it, while it is written. Load it with React.lazy. */
export default function CodeEditor(props: CodeEditorProps) {
  const { label, value, onChange, problems, schema, valuesAt, goTo, ref } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, valuesAt });
  /** Texts that were written here and have not come back as the value yet. */
  const told = useRef(new Set<string>());
  useEffect(() => {
    latest.current = { onChange, valuesAt };
  });
  useEffect(() => {
    if (place.current === null) return undefined;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({ doc: value, extensions: extensionsOf() }),
    });
    view.current = editor;
    return () => editor.destroy();

    function extensionsOf() {
      const complete = completing(schema ?? {}, (path) => latest.current.valuesAt?.(path) ?? []);
      return [
        EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.nonce ?? ''),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.lineWrapping,
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        specialMarks,
        indenting,
        bracketMatching(),
        highlightActiveLine(),
        yaml(),
        syntaxHighlighting(highlighting),
        autocompletion({ override: [complete] }),
        keymap.of([
          ...completionKeymap,
          ...lintKeymap,
          ...foldKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (!docChanged) return;
          told.current.add(state.doc.toString());
          latest.current.onChange(state.doc.toString());
        }),
        colours,
      ];
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the editor holds its text; what comes later is put into it below
  }, [schema, label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const now = editor.state.doc.toString();
    // One types faster than the page draws: what comes back late is not put in place of what was written since.
    if (now !== value && told.current.has(value)) return;
    told.current.clear();
    if (now !== value)
      editor.dispatch({ changes: differenceOf(now, value), annotations: isolateHistory.of('full') });
  }, [value]);
  useImperativeHandle(ref, () => ({
    undo: () => view.current !== null && void undo(view.current),
    redo: () => view.current !== null && void redo(view.current),
  }));
  useEffect(() => {
    const editor = view.current;
    if (editor !== null)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          (problems ?? []).map((one) => diagnosticOf(editor.state, one)),
        ),
      );
  }, [problems, value]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || goTo === undefined || goTo === null) return;
    const { from } = editor.state.doc.line(Math.min(Math.max(goTo.line, 1), editor.state.doc.lines));
    editor.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
    if (goTo.isShownOnly !== true) editor.focus();
  }, [goTo]);
  return <div ref={place} data-editor />;
}

function diagnosticOf({ doc }: EditorState, problem: EditorProblem): Diagnostic {
  const at = (line: number, column: number) => {
    const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return Math.min(from + Math.max(column - 1, 0), to);
  };
  const from = at(problem.line, problem.column);
  const to = Math.max(from, at(problem.endLine ?? problem.line, problem.endColumn ?? problem.column + 1));
  const { severity, text: message, fix } = problem;
  if (fix === undefined || fix === null) return { from, to, severity, message };
  const apply = (view: EditorView, start: number, end: number) => {
    const place = view.state.sliceDoc(start, end).indexOf(fix.wrong);
    if (place < 0) return;
    const change = { from: start + place, to: start + place + fix.wrong.length, insert: fix.right };
    view.dispatch({ changes: change, userEvent: 'input.complete' });
  };
  return { from, to, severity, message, actions: [{ name: `Write ${fix.right}`, apply }] };
}
