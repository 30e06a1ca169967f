import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { completing } from './editor/complete.ts';
import { colours, highlighting } from './editor/look.ts';
import type { Schema } from './editor/schema.ts';

/** Something wrong at a place; lines and columns from 1. */
export interface EditorProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly severity: 'error' | 'warning';
  readonly text: string;
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
  /** Brings a line into view and puts the cursor there, whenever it is another object. */
  readonly goTo?: { readonly line: number } | null;
}

/** YAML, with what may be written and what is wrong with it, while it is written. Load it with React.lazy. */
export default function CodeEditor(props: CodeEditorProps) {
  const { label, value, onChange, problems, schema, valuesAt, goTo } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, valuesAt });
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
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.lineWrapping,
        lineNumbers(),
        foldGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
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
          if (docChanged) latest.current.onChange(state.doc.toString());
        }),
        colours,
      ];
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the editor holds its text; what comes later is put into it below
  }, [schema, label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
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
    editor.focus();
  }, [goTo]);
  return <div ref={place} data-editor />;
}

function diagnosticOf({ doc }: EditorState, problem: EditorProblem): Diagnostic {
  const at = (line: number, column: number) => {
    const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    return Math.min(from + Math.max(column - 1, 0), to);
  };
  const from = at(problem.line, problem.column);
  const to = at(problem.endLine ?? problem.line, problem.endColumn ?? problem.column + 1);
  return { from, to: Math.max(from, to), severity: problem.severity, message: problem.text };
}
