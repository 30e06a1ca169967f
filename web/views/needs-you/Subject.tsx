import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { Output } from '../../data/api.ts';
import { useSession } from '../../data/session.ts';
import { Loading } from '../../ui/Feedback.tsx';
import { Block, Line } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';
import styles from './NeedsYou.module.css';

const DiffView = lazy(() => import('../../ui/DiffView.tsx'));
const Markdown = lazy(() => import('../../ui/Markdown.tsx'));

type Shown = Output<'request.show'>;

/** What a request is about: the command, the change, the question, the stage. */
export function Subject({ request: { id, subject, title } }: { readonly request: Shown }) {
  const { text, command, cwd, edits, moreEdits, questions, input, run, isCut } = subject;
  const { data: session } = useSession();
  const more = text === null ? '' : beyond(title, text);
  return (
    <div className={styles['subject']}>
      <Suspense fallback={<Loading />}>
        {more !== '' && <Markdown of={more} />}
        {run !== null && <Stage run={run} />}
        {command !== null && (
          <pre className={styles['command']} dir="auto" tabIndex={0}>
            {visible(command)}
          </pre>
        )}
        {cwd !== null && cwd !== session?.workspace.root && (
          <p className={styles['quiet']}>
            in <code>{visible(cwd)}</code>
          </p>
        )}
        <Offered questions={questions} />
        {edits.length > 0 && <DiffView isInline files={edits.map((edit) => ({ ...edit, binary: false }))} />}
        {moreEdits > 0 && <p className={styles['quiet']}>{moreEdits} more files are not shown here.</p>}
        {input !== null && <Block of={input} charsMax={2_000} />}
      </Suspense>
      {isCut && (
        <p className={styles['quiet']}>
          Something is longer than what is shown: <code>shoal request {id} --json</code> has it whole.
        </p>
      )}
    </div>
  );
}

/** Of a pipeline: which stage waits, and what is to be judged. */
function Stage({ run }: { readonly run: NonNullable<Shown['subject']['run']> }) {
  return (
    <>
      <p className={styles['quiet']}>
        <Link href={`/runs/${run.id}?step=${run.of ?? run.step}`}>
          <code>{run.id}</code> <Line of={run.title} />
        </Link>{' '}
        · {run.pipeline} · {run.node}
      </p>
      {run.preview !== '' && <Markdown of={run.preview} />}
      {run.chars > run.preview.length && (
        <Link href={`/runs/${run.id}?step=${run.of ?? run.step}`}>Read all of it</Link>
      )}
    </>
  );
}

/** What one may choose from, before one answers. */
function Offered({ questions }: Pick<Shown['subject'], 'questions'>) {
  return questions
    .filter(({ choices }) => choices.length > 0)
    .map(({ id, text, choices }) => (
      <div key={id}>
        {questions.length > 1 && <p>{visible(text)}</p>}
        <ul className={styles['choices']}>
          {choices.map(({ value, label, description }) => (
            <li key={value}>
              {visible(label)}
              {description !== null && <span className={styles['quiet']}> {visible(description)}</span>}
            </li>
          ))}
        </ul>
      </div>
    ));
}

/** An approval's title is the first line of its text. */
function beyond(title: string, text: string): string {
  if (title.endsWith(text)) return '';
  return text.startsWith(title) ? text.slice(title.length).trimStart() : text;
}
