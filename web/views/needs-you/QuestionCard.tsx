import { lazy, Suspense } from 'react';
import { useKeys } from '../../app/keys/Keys.tsx';
import { useAction } from '../../data/actions.ts';
import type { Question } from '../../data/waiting.ts';
import { Button } from '../../ui/Button.tsx';
import { Loading } from '../../ui/Feedback.tsx';
import { Card } from './Card.tsx';
import { Deadline } from './Deadline.tsx';
import type { Doing } from './doing.ts';
import styles from './NeedsYou.module.css';
import { TextForm } from './TextForm.tsx';

const Markdown = lazy(() => import('../../ui/Markdown.tsx'));

interface QuestionCardProps {
  readonly question: Question;
  readonly isSelected: boolean;
  readonly doing: Doing;
  readonly onDoing: (doing: Doing) => void;
}

/** What an agent has asked people, and waits for. */
export function QuestionCard({ question, isSelected, doing, onDoing }: QuestionCardProps) {
  const { id, agent, agentName, task, text, createdAt, expiresAt } = question;
  const answer = useAction('message.reply', { done: () => `${agentName} has your answer.` });
  const { title, rest } = headed(text);
  return (
    <Card {...{ id, agent, agentName, task, createdAt, title, isSelected }} verb="asks">
      {rest !== '' && (
        <Suspense fallback={<Loading />}>
          <Markdown of={rest} />
        </Suspense>
      )}
      <Deadline at={expiresAt} then="Gives up" />
      {doing === 'answer' ? (
        <TextForm
          name={`answer ${id}`}
          label="Your answer"
          verb="Answer"
          onSend={(reply) => answer.run({ id, text: reply })}
          onClose={() => onDoing(null)}
        />
      ) : (
        <div className={styles['actions']}>
          <Button kind="main" onPress={() => onDoing('answer')} {...(isSelected ? { shortcut: 'e' } : {})}>
            Answer
          </Button>
          {isSelected && <AnswerKey onAnswer={() => onDoing('answer')} />}
        </div>
      )}
    </Card>
  );
}

function AnswerKey({ onAnswer }: { readonly onAnswer: () => void }) {
  useKeys([{ keys: 'e', label: 'Answer the question', run: onAnswer }]);
  return null;
}

const titleMax = 300;

/** A short first line is the title, and the rest stands below it. */
function headed(text: string): { readonly title: string; readonly rest: string } {
  const [first = '', ...others] = text.trim().split('\n');
  return { title: first, rest: first.length > titleMax ? text : others.join('\n').trim() };
}
