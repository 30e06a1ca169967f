import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { count, money, percent } from '../../ui/figures.ts';
import { State } from '../../ui/state.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Block, Line } from '../../ui/Text.tsx';
import { precise } from '../../ui/time.ts';
import { Conversation } from './Conversation.tsx';
import styles from './Run.module.css';
import { Speak } from './Speak.tsx';
import { stepTone } from './tones.ts';

const Markdown = lazy(() => import('../../ui/Markdown.tsx'));
const Transcript = lazy(async () => ({ default: (await import('../agent/Transcript.tsx')).Transcript }));

type Shown = Output<'run.step'>;
const shownChars = 100_000;

/** One step: what it was given, what it gave, who judged it. */
export function StepPane({ id }: { readonly id: string }) {
  const { data, error, refetch } = useRead('run.step', { id, chars: shownChars }, { keep: false });
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  return (
    <div className={styles['pane']}>
      <h2>
        <Line of={data.node} /> <code>{data.id}</code>
      </h2>
      <Facts step={data} />
      <Tabs label={`Of step ${id}`} param="part" tabs={tabsOf(data)} />
    </div>
  );
}

function Facts({ step }: { readonly step: Shown }) {
  const { state, decision, reason, error, runtime, model, tookMs, retries, gate, task, session } = step;
  return (
    <p className={styles['facts']}>
      <State state={state} tone={stepTone(step)} word={decision ?? state} />
      {error !== null && <Line of={error} charsMax={300} />}
      {reason !== null && <Line of={reason} charsMax={300} />}
      {gate !== null && (
        <span>
          gate: {gate.decision ?? 'not yet'} <Line of={gate.reason ?? ''} charsMax={300} />
        </span>
      )}
      {runtime !== null && <Line of={model === null ? runtime : `${runtime} · ${model}`} />}
      {tookMs !== null && <span>{precise(tookMs)}</span>}
      {retries > 0 && (
        <span>
          {retries} {retries === 1 ? 'retry' : 'retries'}
        </span>
      )}
      <span>
        {count(step.inputTokens)} in · {count(step.outputTokens)} out · {money(step.costUsd)}
      </span>
      {step.contextShare !== null && <span>{percent(step.contextShare)} of the window</span>}
      {task !== null && (
        <Link href={`/tasks/${task}`}>
          <code>{task}</code>
        </Link>
      )}
      {session !== null && <Link href={`/agents/${session}`}>transcript</Link>}
    </p>
  );
}

function tabsOf(step: Shown) {
  const { kind, output, outputChars, prompt, promptChars, input, inputChars, fields, session, state } = step;
  const isTalk = kind === 'session' || step.turns.length > 0;
  return [
    ...(isTalk ? [{ id: 'talk', label: 'Conversation', content: <Talk step={step} /> }] : []),
    ...(session !== null && state === 'open'
      ? [{ id: 'live', label: 'Live', content: <Live session={session} /> }]
      : []),
    { id: 'output', label: 'Output', content: <Output text={output} chars={outputChars} /> },
    { id: 'input', label: 'Input', content: <Whole text={input} chars={inputChars} /> },
    ...(prompt === null
      ? []
      : [{ id: 'prompt', label: 'Prompt', content: <Whole text={prompt} chars={promptChars} /> }]),
    ...(Object.keys(fields).length === 0
      ? []
      : [{ id: 'fields', label: 'Fields', content: <Block of={JSON.stringify(fields, null, 2)} /> }]),
    ...(session === null || state === 'open'
      ? []
      : [{ id: 'transcript', label: 'Transcript', content: <Live session={session} /> }]),
  ];
}

function Talk({ step: { run, node, kind, state, turns } }: { readonly step: Shown }) {
  return (
    <>
      <Conversation turns={turns} />
      {kind === 'session' && state === 'open' && <Speak run={run} node={node} />}
    </>
  );
}

function Live({ session }: { readonly session: string }) {
  return (
    <div className={styles['live']}>
      <Suspense fallback={<Loading />}>
        <Transcript session={session} />
      </Suspense>
    </div>
  );
}

function Output({ text, chars }: { readonly text: string | null; readonly chars: number }) {
  if (text === null) return <p className={styles['quiet']}>Nothing yet.</p>;
  return (
    <Suspense fallback={<Loading />}>
      <Markdown of={text} />
      <Cut shown={text.length} chars={chars} />
    </Suspense>
  );
}

function Whole({ text, chars }: { readonly text: string; readonly chars: number }) {
  return (
    <>
      <Block of={text} />
      <Cut shown={text.length} chars={chars} />
    </>
  );
}

function Cut({ shown, chars }: { readonly shown: number; readonly chars: number }) {
  if (shown >= chars) return null;
  return (
    <p className={styles['quiet']}>
      {count(shown)} of {count(chars)} characters; the run’s files have all of it.
    </p>
  );
}
