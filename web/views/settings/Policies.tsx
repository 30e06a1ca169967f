import { useState } from 'react';
import { Link } from 'wouter';
import { useAction } from '../../data/actions.ts';
import { call, type Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { State } from '../../ui/state.tsx';
import { type Column, Table } from '../../ui/Table.tsx';
import { Line } from '../../ui/Text.tsx';
import { AddPolicy } from './AddPolicy.tsx';
import styles from './Settings.module.css';

type Policy = Output<'config.policy-list'>[number];
const tones = { allow: 'done', deny: 'failed', ask: 'needs-you' } as const;

/** What is decided without asking anybody: the first that matches decides. */
export function Policies() {
  const { data, error, refetch } = useRead('config.policy-list', {});
  const [isAdding, setIsAdding] = useState(false);
  const remove = useAction('config.policy-remove', {
    done: (_output, { number }) => `Policy ${number} is taken out.`,
    undo: (_output, { number }) => restored(data?.find((one) => one.number === number)),
  });
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  return (
    <div className={styles['part']}>
      <div className={styles['bar']}>
        <p className={styles['quiet']}>The first that matches decides; what none matches waits for you.</p>
        <Button onPress={() => setIsAdding(true)}>Add a policy</Button>
      </div>
      {data.length === 0 ? (
        <Empty title="No policy yet.">
          <p>
            “Always …” at a request in <Link href="/">Needs you</Link> makes one out of it.
          </p>
        </Empty>
      ) : (
        <Table
          label="Policies"
          columns={columnsOf((number) => void remove.run({ number }))}
          rows={data}
          idOf={({ number }) => String(number)}
        />
      )}
      {isAdding && <AddPolicy onClose={() => setIsAdding(false)} />}
    </div>
  );
}

function columnsOf(onRemove: (number: number) => void): readonly Column<Policy>[] {
  return [
    { id: 'number', label: 'number', isLabelHidden: true, isNumber: true, cell: ({ number }) => number },
    {
      id: 'decision',
      label: 'decision',
      cell: ({ decision }) => <State state={decision} tone={tones[decision]} />,
    },
    { id: 'what', label: 'of what', isMain: true, cell: (policy) => <Line of={wordsOf(policy)} /> },
    {
      id: 'reason',
      label: 'reason',
      isExtra: true,
      cell: ({ reason }) => <Line of={reason ?? ''} charsMax={80} />,
    },
    {
      id: 'do',
      label: 'actions',
      isLabelHidden: true,
      cell: ({ number }) => (
        <Button kind="quiet" onPress={() => onRemove(number)} aria-label={`Take out policy ${number}`}>
          Take out
        </Button>
      ),
    },
  ];
}

function wordsOf({ tool, path, command, profile, task }: Policy): string {
  const parts = [
    tool === null ? null : `tool ${tool}`,
    command === null ? null : `command ${command}`,
    path === null ? null : `path ${path}`,
    profile === null ? null : `profile ${profile}`,
    task === null ? null : `task ${task}, until it is closed`,
  ].filter((one) => one !== null);
  return parts.length === 0 ? 'everything' : parts.join(' · ');
}

async function restored(policy: Policy | undefined): Promise<unknown> {
  if (policy === undefined) return undefined;
  const { decision, tool, path, command, profile, reason } = policy;
  const given = Object.entries({ tool, path, command, profile, reason }).filter(
    ([, value]) => value !== null,
  );
  return call('config.policy-add', { decision, ...Object.fromEntries(given) });
}
