import { lazy, Suspense, useMemo } from 'react';
import { Ansi } from '../../../ui/Ansi.tsx';
import { Sums } from '../../../ui/diff/FileState.tsx';
import { Loading } from '../../../ui/Feedback.tsx';
import { Glyph } from '../../../ui/state.tsx';
import { Block, Line } from '../../../ui/Text.tsx';
import { precise } from '../../../ui/time.ts';
import { useDirectory } from './directory.ts';
import { editsOf } from './edits.ts';
import type { EntryOf } from './entries.ts';
import { Fold } from './Fold.tsx';
import type { ToolRow } from './rows.ts';
import styles from './Transcript.module.css';

const DiffView = lazy(() => import('../../../ui/DiffView.tsx'));

/** Changes of so few lines are read at once; others are opened. */
const openedLines = 60;

/** A tool's call in one line, with how it went; open it for what went in and what came out. */
export function ToolView({ row: { call, result, at } }: { readonly row: ToolRow }) {
  const directory = useDirectory();
  const edits = useMemo(() => editsOf(result?.diffs ?? [], directory), [result, directory]);
  const lines = edits.reduce((sum, { added, removed }) => sum + (added ?? 0) + (removed ?? 0), 0);
  const tone = result === null ? 'working' : result.ok ? 'done' : 'failed';
  return (
    <Fold
      label={
        <>
          <Glyph tone={tone} /> {call.name}
        </>
      }
      summary={
        <>
          <code>
            <Line of={subjectOf(call, directory)} charsMax={200} />
          </code>
          {edits.length > 0 && <Sums files={edits} />}
          {result !== null && <span className={styles['took']}>{took(at, result.at)}</span>}
        </>
      }
      isOpenAtFirst={edits.length > 0 && lines <= openedLines}
    >
      {edits.length === 0 ? (
        <Input call={call} />
      ) : (
        <Suspense fallback={<Loading />}>
          <DiffView isInline isNameless={edits.length === 1} files={edits} />
        </Suspense>
      )}
      {result !== null && result.text !== '' && (edits.length === 0 || !result.ok) && (
        <Output call={call} text={result.text} />
      )}
    </Fold>
  );
}

/** Programs are slow enough to be worth it; what took no time says nothing. */
function took(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  return ms < 1 ? '' : precise(ms);
}

/** The title of some harnesses begins with the tool's name. */
function subjectOf({ name, title }: EntryOf<'tool-call'>, directory: string): string {
  const subject = title.startsWith(name) ? title.slice(name.length).replace(/^:\s*/, '') : title;
  return directory === '' ? subject : subject.replaceAll(`${directory}/`, '');
}

function Input({ call: { input } }: { readonly call: EntryOf<'tool-call'> }) {
  const text = useMemo(() => told(input), [input]);
  return text === '' ? null : <Block of={text} charsMax={5_000} />;
}

/** A command as it was given; anything else as JSON. */
function told(input: unknown): string {
  if (input === null || input === undefined) return '';
  if (typeof input === 'string') return input;
  const { command, ...rest } = input as { readonly command?: unknown }; // JSON, of which this field is looked at
  if (typeof command === 'string' && Object.keys(rest).length === 0) return command;
  const text = JSON.stringify(input, null, 2);
  return text === '{}' ? '' : text;
}

function Output({ call: { kind }, text }: { readonly call: EntryOf<'tool-call'>; readonly text: string }) {
  return kind === 'execute' ? <Ansi of={text} /> : <Block of={text} charsMax={5_000} />;
}
