import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Feedback.tsx';
import styles from './Agents.module.css';

const ways = [
  {
    command: 'shoal start claude "Fix the login"',
    what: 'Shoal runs one: watched, with its transcript here',
  },
  {
    command: 'shoal setup',
    what: 'Claude Code, Codex, Gemini and others join by themselves when they start',
  },
  { command: 'shoal join -n my-bot', what: 'a terminal or a script of yours is an agent from then on' },
] as const;

/** Nobody is here: how agents come. */
export function HowTheyCome({ onStart }: { readonly onStart: () => void }) {
  return (
    <Empty title="No agent is here.">
      <p>Agents come in three ways:</p>
      <dl className={styles['ways']}>
        {ways.map(({ command, what }) => (
          <div key={command}>
            <dt>
              <code>{command}</code>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Button kind="main" onPress={onStart} shortcut="n">
        Start an agent …
      </Button>
    </Empty>
  );
}
