import { useState } from 'react';
import { Link } from 'wouter';
import { useAction } from '../../data/actions.ts';
import type { Output } from '../../data/api.ts';
import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Dialog, DialogActions } from '../../ui/Dialog.tsx';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { Block } from '../../ui/Text.tsx';
import { Words } from '../../ui/Words.tsx';
import type { Request } from '../../data/waiting.ts';
import styles from './NeedsYou.module.css';

type Rule = Output<'request.rule'>['rules'][number];
type Outcome = Output<'request.rule'>['outcome'];

interface AlwaysProps {
  readonly request: Request;
  readonly onClose: () => void;
}

/** Decides this and the like of it from now on, by a policy that one reads before it is written. */
export function Always({ request, onClose }: AlwaysProps) {
  const [outcome, setOutcome] = useState<Outcome>('approve');
  const { data, error } = useRead('request.rule', { id: request.id, outcome });
  return (
    <Dialog title="Always for this" isOpen onClose={onClose}>
      <Choices
        label="From now on"
        choices={[
          { value: 'approve', label: 'Approve the like of it' },
          { value: 'reject', label: 'Reject the like of it' },
        ]}
        chosen={[outcome]}
        onChoose={([chosen]) => setOutcome(chosen === 'reject' ? 'reject' : 'approve')}
      />
      {error !== null && <ErrorNote error={error} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Scope id={request.id} outcome={outcome} rules={data.rules} onClose={onClose} />}
    </Dialog>
  );
}

const scopes = {
  session: 'For this session',
  task: 'For this task',
  profile: 'For every agent of its profile',
};

interface ScopeProps {
  readonly id: string;
  readonly outcome: Outcome;
  readonly rules: readonly Rule[];
  readonly onClose: () => void;
}

function Scope({ id, outcome, rules, onClose }: ScopeProps) {
  const possible = rules.filter((rule) => rule.possible);
  const [chosen, choose] = useState<Rule['scope']>();
  const [reason, setReason] = useState('');
  const approve = useAction('request.approve', { done: () => `${id} approved, and the like of it.` });
  const reject = useAction('request.reject', { done: () => `${id} rejected, and the like of it.` });
  const rule = possible.find(({ scope }) => scope === chosen) ?? possible[0];
  const isReady = rule !== undefined && (outcome === 'approve' || reason.trim() !== '');
  const decide = async () => {
    if (rule === undefined) return;
    const how = rule.scope === 'session' ? { always: true } : { alwaysFor: rule.scope };
    const decided =
      outcome === 'approve' ? await approve.run({ id, ...how }) : await reject.run({ id, reason, ...how });
    if (decided !== undefined) onClose();
  };
  return (
    <>
      {possible.length > 0 && (
        <Choices
          label="How far"
          choices={possible.map(({ scope, words }) => ({
            value: scope,
            label: scopes[scope],
            description: words,
          }))}
          chosen={rule === undefined ? [] : [rule.scope]}
          onChoose={([scope]) => choose(possible.find((one) => one.scope === scope)?.scope)}
        />
      )}
      {rules
        .filter((one) => !one.possible)
        .map(({ scope, refusal }) => (
          <p key={scope} className={styles['quiet']}>
            {scopes[scope]}: not possible, <Words of={refusal ?? 'nobody knows why'} />.
          </p>
        ))}
      {rule?.yaml !== undefined && rule.yaml !== null && (
        <>
          <p>
            This is written into shoal.yaml; <Link href="/settings?tab=policies">Policies</Link> lists it and
            takes it out again.
          </p>
          <Block of={rule.yaml} />
        </>
      )}
      {outcome === 'reject' && (
        <Field label="Why, and what to do instead" lines={2} value={reason} onChange={setReason} />
      )}
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button
          kind="main"
          isDisabled={!isReady || approve.isPending || reject.isPending}
          onPress={() => void decide()}
        >
          {outcome === 'approve' ? 'Always approve' : 'Always reject'}
        </Button>
      </DialogActions>
    </>
  );
}
