import { Suspense } from 'react';
import { Link, useParams } from 'wouter';
import { useSearchParam } from '../../app/search-param.ts';
import { useRead } from '../../data/queries.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Split } from '../../ui/Split.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Chunks } from './Chunks.tsx';
import { Context } from './Context.tsx';
import styles from './Run.module.css';
import { Picture } from './Picture.tsx';
import { RunHead } from './RunHead.tsx';
import type { RunShown } from './run-shown.ts';
import { Steps } from './Steps.tsx';
import { StepPane } from './StepPane.tsx';
import { Task } from './Task.tsx';
import { Tokens } from './Tokens.tsx';
import { Waits } from './Waits.tsx';

const shownChars = 20_000;

/** One run: its graph as it goes, what each stage was given and gave, and what it waits for. */
export default function Run() {
  const { id = '' } = useParams();
  const { data: run, error, refetch } = useRead('run.show', { id, chars: shownChars }, { keep: false });
  const [step, select] = useSearchParam('step', { isStep: true });
  if (error !== null)
    return (
      <ErrorNote error={error} onRetry={refetch}>
        <Link href="/runs">All runs</Link>
      </ErrorNote>
    );
  if (run === undefined) return <Loading />;
  return (
    <>
      <RunHead run={run} />
      <Waits run={run} />
      <Split
        inspector={step === null ? null : <StepPane id={step} />}
        label={`step ${step ?? ''}`}
        onClose={() => select(null)}
      >
        <Tabs
          label="Of this run"
          param="show"
          tabs={[
            { id: 'stages', label: 'Stages', content: <Stages run={run} step={step} onSelect={select} /> },
            ...(run.chunks.length > 0 || run.state === 'running'
              ? [{ id: 'chunks', label: 'Chunks', count: run.chunks.length, content: <Chunks run={run} /> }]
              : []),
            { id: 'tokens', label: 'Tokens', content: <Tokens id={run.id} /> },
            { id: 'context', label: 'Context', content: <Context id={run.id} /> },
            { id: 'task', label: 'Task and result', content: <Task run={run} /> },
          ]}
        />
      </Split>
    </>
  );
}

interface StagesProps {
  readonly run: RunShown;
  readonly step: string | null;
  readonly onSelect: (step: string) => void;
}

function Stages({ run, step, onSelect }: StagesProps) {
  const node = run.steps.find(({ id }) => id === step)?.node ?? null;
  return (
    <div className={styles['stages']}>
      <Suspense fallback={<Loading what="Drawing" />}>
        <Picture run={run} node={node} onSelect={onSelect} />
      </Suspense>
      <Steps steps={run.steps} selected={step} onSelect={onSelect} />
    </div>
  );
}
