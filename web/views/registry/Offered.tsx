import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Select } from '../../ui/Field.tsx';
import { Block, Line } from '../../ui/Text.tsx';
import styles from './Registry.module.css';
import { useWhere } from './where.ts';

interface OfferedProps {
  /** NAME, or NAME@VERSION. */
  readonly wanted: string;
  readonly onChoose: (wanted: string) => void;
}

/** One that is published: its versions, what it would run here, and its text, all before anything is pulled. */
export function Offered({ wanted, onChoose }: OfferedProps) {
  const { where } = useWhere();
  const [name = wanted] = wanted.split('@');
  const versions = useRead('pipeline.versions', { pipeline: name, ...where });
  const offered = useRead('pipeline.offered', { pipeline: wanted, ...where }, { keep: false });
  const error = offered.error ?? versions.error;
  if (error !== null) return <ErrorNote error={error} onRetry={offered.refetch} />;
  if (offered.data === undefined || versions.data === undefined)
    return <Loading what="Asking the registry" />;
  const { version, description, from, sha256, text, runs, problems } = offered.data;
  return (
    <article className={styles['offered']}>
      <h2>
        <Line of={name} />
      </h2>
      {description !== null && (
        <p>
          <Line of={description} />
        </p>
      )}
      <Select
        label="Version"
        value={version}
        options={versions.data.map((one) => ({
          id: one.version,
          label: [one.version, one.isLatest ? 'latest' : '', one.isPinned ? 'the one here' : '']
            .filter((part) => part !== '')
            .join(' · '),
        }))}
        onChange={(chosen) => onChoose(`${name}@${chosen}`)}
      />
      <p className={styles['quiet']}>
        From <Line of={from} />, checksum <code>{sha256.slice(0, 16)}</code>
      </p>
      <section aria-label="What it would run">
        <h3>It would run</h3>
        <ul className={styles['runs']}>
          {runs.map((line) => (
            <li key={line}>
              <Line of={line} />
            </li>
          ))}
        </ul>
        {problems.map(({ line, column, severity, text: said }) => (
          <p key={`${line}:${column} ${said}`}>
            {severity} {line}:{column} <Line of={said} />
          </p>
        ))}
      </section>
      <Pull offered={offered.data} />
      <details>
        <summary>Its text</summary>
        <Block of={text} />
      </details>
    </article>
  );
}

/** To have it is one thing, to let it run is another. */
function Pull({
  offered: { name, version, here, problems },
}: {
  readonly offered: Output<'pipeline.offered'>;
}) {
  const { where } = useWhere();
  const [, navigate] = useLocation();
  const [isReplacing, setIsReplacing] = useState(false);
  const { run, isPending } = useAction('pipeline.pull', {
    done: ([pulled]) => `${name}@${version} is here${pulled?.accepted === true ? ', and may run' : ''}.`,
  });
  const pull = async (yes: boolean) => {
    const pulled = await run({ pipeline: `${name}@${version}`, ...where, ...(yes ? { yes } : {}) });
    if (pulled !== undefined) navigate(`/pipelines/${encodeURIComponent(name)}`);
  };
  const isUnsound = problems.some(({ severity }) => severity === 'error');
  return (
    <div className={styles['pull']}>
      {here !== 'none' && (
        <p className={styles['quiet']}>
          {hereWords[here]} <Link href={`/pipelines/${encodeURIComponent(name)}`}>Open it</Link>
        </p>
      )}
      <div className={styles['buttons']}>
        <Button
          kind="main"
          isDisabled={isPending || isUnsound}
          onPress={() => (here === 'other' ? setIsReplacing(true) : void pull(true))}
        >
          Pull, and let it run
        </Button>
        {here !== 'other' && (
          <Button isDisabled={isPending || isUnsound} onPress={() => void pull(false)}>
            Only pull
          </Button>
        )}
      </div>
      <Confirm
        title={`Replace ${name}?`}
        verb="Replace"
        lost="The pipeline of that name here was written or changed here, and what is in it is lost. What is pulled may run at once."
        isOpen={isReplacing}
        onClose={() => setIsReplacing(false)}
        onConfirm={() => pull(true)}
      />
    </div>
  );
}

const hereWords = {
  same: 'It is here already, just like this.',
  pulled: 'Another version of it is here, as it was pulled.',
  other: 'Another one of that name is here, written or changed here.',
} as const;
