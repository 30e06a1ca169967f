import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Loading } from '../../ui/Feedback.tsx';
import { Field } from '../../ui/Field.tsx';
import { submitKeys } from '../../ui/submit-keys.ts';
import { useKept } from '../../ui/use-kept.ts';
import { type Answers, isAnswered, type Question, spelledAnswer } from './answer.ts';
import styles from './NeedsYou.module.css';
import { TextForm } from './TextForm.tsx';

interface AnswerFormProps {
  readonly id: string;
  /** Gives undefined when it could not be sent. */
  readonly onSend: (text: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** A field or a choice for each question. */
export function AnswerForm({ id, onSend, onClose }: AnswerFormProps) {
  const { data } = useRead('request.show', { id });
  if (data === undefined) return <Loading />;
  const { questions } = data.subject;
  if (questions.length === 0)
    return (
      <TextForm name={`answer ${id}`} label="Your answer" verb="Answer" onSend={onSend} onClose={onClose} />
    );
  return <Questions id={id} subject={data.subject} onSend={onSend} onClose={onClose} />;
}

type Subject = Parameters<typeof spelledAnswer>[0];

function Questions({ id, subject, onSend, onClose }: AnswerFormProps & { readonly subject: Subject }) {
  const [answers, setAnswers, end] = useKept<Answers>(`answers ${id}`, {});
  const isReady = isAnswered(subject, answers);
  const close = () => {
    end();
    onClose();
  };
  const send = async () => {
    if (isReady && (await onSend(spelledAnswer(subject, answers))) !== undefined) close();
  };
  return (
    <div className={styles['form']} {...submitKeys(send, close)}>
      {subject.questions.map((question, at) => (
        <Asked
          key={question.id}
          question={question}
          isFirst={at === 0}
          given={answers[question.id] ?? []}
          onGive={(given) => setAnswers((before) => ({ ...before, [question.id]: given }))}
        />
      ))}
      <div className={styles['actions']}>
        <Button kind="main" isDisabled={!isReady} onPress={() => void send()} shortcut="$mod+Enter">
          Answer
        </Button>
        <Button onPress={close}>Cancel</Button>
      </div>
    </div>
  );
}

interface AskedProps {
  readonly question: Question;
  readonly isFirst: boolean;
  readonly given: readonly string[];
  readonly onGive: (given: readonly string[]) => void;
}

const truth = [
  { value: 'true', label: 'Yes', description: null },
  { value: 'false', label: 'No', description: null },
];

function Asked({ question: { text, type, several, choices }, isFirst, given, onGive }: AskedProps) {
  const offered = type === 'boolean' ? truth : choices;
  if (offered.length > 0)
    return <Choices label={text} choices={offered} several={several} chosen={given} onChoose={onGive} />;
  return (
    <Field
      label={text}
      {...(type === 'number' ? { inputMode: 'decimal' as const } : { lines: 2 })}
      value={given[0] ?? ''}
      onChange={(value) => onGive([value])}
      autoFocus={isFirst}
    />
  );
}
