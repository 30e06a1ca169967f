import { useState } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Always } from './Always.tsx';
import { AnswerForm } from './AnswerForm.tsx';
import type { Request } from '../../data/waiting.ts';
import type { Doing } from './doing.ts';
import styles from './NeedsYou.module.css';
import { TextForm } from './TextForm.tsx';

interface DecideProps {
  readonly request: Request;
  readonly isSelected: boolean;
  readonly doing: Doing;
  readonly onDoing: (doing: Doing) => void;
}

/** The decision: approve, reject with a reason, answer, always. */
export function Decide({ request, isSelected, doing, onDoing }: DecideProps) {
  const { id, requestKind } = request;
  const isQuestion = requestKind === 'question';
  const approve = useAction('request.approve', { done: () => `${id} approved.` });
  const reject = useAction('request.reject', { done: () => `${id} rejected.` });
  const answer = useAction('message.reply', { done: () => `${id} answered.` });
  const [isAsked, setIsAsked] = useState(false);
  const approveIt = () => (request.risk === 'high' ? setIsAsked(true) : void approve.run({ id }));
  return (
    <>
      {doing === 'reject' && (
        <TextForm
          name={`reject ${id}`}
          label="Why, and what to do instead"
          verb="Reject"
          onSend={(reason) => reject.run({ id, reason })}
          onClose={() => onDoing(null)}
        />
      )}
      {doing === 'answer' && (
        <AnswerForm id={id} onSend={(text) => answer.run({ id, text })} onClose={() => onDoing(null)} />
      )}
      {doing === null && (
        <div className={styles['actions']}>
          {isQuestion ? (
            <Button kind="main" onPress={() => onDoing('answer')} {...shown(isSelected, 'e')}>
              Answer
            </Button>
          ) : (
            <Button
              kind="main"
              isDisabled={approve.isPending}
              onPress={approveIt}
              {...shown(isSelected, 'a')}
            >
              Approve
            </Button>
          )}
          <Button onPress={() => onDoing('reject')} {...shown(isSelected, 'r')}>
            Reject …
          </Button>
          {requestKind === 'permission' && (
            <Button kind="quiet" onPress={() => onDoing('always')} {...shown(isSelected, 'A')}>
              Always …
            </Button>
          )}
        </div>
      )}
      {isSelected && doing === null && (
        <DecideKeys
          isQuestion={isQuestion}
          isPermission={requestKind === 'permission'}
          onApprove={approveIt}
          onDoing={onDoing}
        />
      )}
      {doing === 'always' && <Always request={request} onClose={() => onDoing(null)} />}
      <Confirm
        title={`Approve ${id}?`}
        lost={`High risk: ${request.riskWhy}. What the agent then does cannot be taken back.`}
        verb="Approve"
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        onConfirm={() => approve.run({ id })}
      />
    </>
  );
}

function shown(isSelected: boolean, key: string): { readonly shortcut?: string } {
  return isSelected ? { shortcut: key } : {};
}

interface DecideKeysProps {
  readonly isQuestion: boolean;
  readonly isPermission: boolean;
  readonly onApprove: () => void;
  readonly onDoing: (doing: Doing) => void;
}

/** Only of the request that is selected. */
function DecideKeys({ isQuestion, isPermission, onApprove, onDoing }: DecideKeysProps) {
  useKeys([
    isQuestion
      ? { keys: 'e', label: 'Answer the question', run: () => onDoing('answer') }
      : { keys: 'a', label: 'Approve the request', run: onApprove },
    { keys: 'r', label: 'Reject the request, with a reason', run: () => onDoing('reject') },
    ...(isPermission ? [{ keys: 'Shift+A', label: 'Always for this …', run: () => onDoing('always') }] : []),
  ]);
  return null;
}
