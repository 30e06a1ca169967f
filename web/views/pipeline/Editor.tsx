import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import type { EditorHandle } from '../../ui/CodeEditor.tsx';
import type { Schema } from '../../ui/editor/schema.ts';
import { Loading } from '../../ui/Feedback.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { FormsContext } from './context.ts';
import { StageForm } from './form/StageForm.tsx';
import { TopForm } from './form/TopForm.tsx';
import { Head } from './Head.tsx';
import { Notices } from './Notices.tsx';
import { PaneSwitch, usePane } from './PaneSwitch.tsx';
import { Picture } from './Picture.tsx';
import styles from './Pipeline.module.css';
import { fixedText, Problems } from './Problems.tsx';
import { useChecks } from './use-checks.ts';
import { useDraft } from '../../ui/editor/use-draft.ts';
import { useEdits } from './use-edits.ts';
import { useSave } from './use-save.ts';
import { valuesAt } from './values.ts';

const CodeEditor = lazy(() => import('../../ui/CodeEditor.tsx'));

interface EditorProps {
  readonly shown: Output<'pipeline.show'>;
  readonly schema: Schema;
}

interface Aim {
  readonly line: number;
  readonly isShownOnly: boolean;
}

/** Text, graph and form side by side; one after another where there is no room. */
export function Editor({ shown, schema }: EditorProps) {
  const { name } = shown;
  const [node, setNode] = useSearchParam('node', { isStep: true });
  const [strict, setStrict] = useSearchParam('strict');
  const draft = useDraft(shown);
  const checks = useChecks(name, draft.text, strict !== null);
  const edits = useEdits(draft);
  const saving = useSave(
    { pipeline: name, text: shown.text, wrong: checks.isSound === false ? draft.text : null },
    draft,
    edits,
  );
  const editor = useRef<EditorHandle>(null);
  const stage = checks.model?.stages.find(({ id }) => id === node);
  const [aim, setAim] = useState<Aim | null>(null);
  // A node that was just made has a line once the text is read.
  const [aimedAt, aimAt] = useState(node);
  const aimed = checks.model?.stages.find(({ id }) => id === aimedAt);
  if (aimed !== undefined) {
    aimAt(null);
    setAim({ line: aimed.line, isShownOnly: true });
  }
  const [pane, show] = usePane();
  const isWide = useWidth(901);
  const { data: config } = useRead('config.show', {});
  const profiles = config?.profiles.map((one) => one.name) ?? [];
  const select = (id: string | null) => {
    setNode(id);
    aimAt(id);
    if (id !== null && pane === 'graph') show('form');
  };
  const goTo = (line: number) => {
    show('yaml');
    setAim({ line, isShownOnly: false });
  };
  const { model } = checks;
  const forms = useMemo(
    () => (model === null ? null : { model, edits, select }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the others only read what is now
    [model],
  );
  const first = checks.problems[0];
  return (
    <>
      <Head shown={shown} draft={draft} saving={saving} editor={editor} />
      <Notices
        shown={shown}
        draft={draft}
        saving={saving}
        onFirstProblem={first === undefined ? null : () => goTo(first.line)}
      />
      <PaneSwitch pane={pane} onShow={show} />
      <div className={styles['panes']} data-pane={pane}>
        <section className={styles['yaml']} aria-label="YAML">
          <Suspense fallback={<Loading />}>
            <CodeEditor
              ref={editor}
              label={`YAML of ${name}`}
              value={draft.text}
              onChange={draft.write}
              schema={schema}
              problems={checks.problems}
              valuesAt={(path) => valuesAt(path, model, profiles)}
              goTo={aim}
            />
          </Suspense>
          <Problems
            checks={checks}
            file={shown.file}
            isStrict={strict !== null}
            onStrict={(isStrict) => setStrict(isStrict ? '1' : null)}
            onGoTo={goTo}
            onFix={(problem) => draft.write(fixedText(draft.textNow(), problem))}
          />
        </section>
        <section
          className={styles['graph']}
          aria-label="Graph"
          onKeyDown={(event) => undoKey(event, editor.current)}
        >
          {(isWide || pane === 'graph') && (
            <Picture
              checks={checks}
              selected={node}
              onSelect={select}
              onConnect={(from, to, isJudged) =>
                void edits.make({
                  do: 'add',
                  path: ['agents', from, 'handoffs'],
                  value: isJudged ? { to, condition: 'on_approve' } : { to },
                })
              }
            />
          )}
        </section>
        <div className={styles['forms']} onKeyDown={(event) => undoKey(event, editor.current)}>
          <FormsContext value={forms}>
            {forms === null ? (
              <p className={styles['quiet']}>The form is there once the text is YAML.</p>
            ) : stage === undefined ? (
              <TopForm />
            ) : (
              <StageForm key={forms.model.stages.indexOf(stage)} stage={stage} />
            )}
          </FormsContext>
        </div>
      </div>
    </>
  );
}

/** Outside of the text, too; a field that one writes in has an undo of its own. */
function undoKey(event: React.KeyboardEvent, editor: EditorHandle | null): void {
  if (!(event.ctrlKey || event.metaKey) || editor === null) return;
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  const key = event.key.toLowerCase();
  if (key !== 'z' && key !== 'y') return;
  event.preventDefault();
  if (key === 'y' || event.shiftKey) editor.redo();
  else editor.undo();
}
