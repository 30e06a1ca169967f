import { Switch } from 'react-aria-components';
import { Button } from '../../ui/Button.tsx';
import { counted } from '../../ui/figures.ts';
import { State } from '../../ui/state.tsx';
import { Line } from '../../ui/Text.tsx';
import styles from './Pipeline.module.css';
import type { Checks } from './use-checks.ts';

type Problem = Checks['problems'][number];

interface ProblemsProps {
  readonly checks: Checks;
  readonly file: string;
  readonly isStrict: boolean;
  readonly onStrict: (isStrict: boolean) => void;
  readonly onGoTo: (line: number) => void;
  readonly onFix: (problem: Problem) => void;
}

/** All that is wrong, each with the way to it, and what was most likely meant. */
export function Problems({ checks, file, isStrict, onStrict, onGoTo, onFix }: ProblemsProps) {
  const { problems, isSound } = checks;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return (
    <section className={styles['problems']} aria-label="What is wrong">
      <header className={styles['row']}>
        <span role="status">
          <State
            state={errors > 0 ? 'failed' : isSound === null ? 'unknown' : isSound ? 'done' : 'failed'}
            word={summaryOf(errors, problems.length - errors, isSound)}
          />
        </span>
        <Switch isSelected={isStrict} onChange={onStrict} className={styles['switch'] ?? ''}>
          <span aria-hidden="true">{isStrict ? '☑' : '☐'}</span> Warnings count, too
        </Switch>
      </header>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem, at) => (
            <li key={`${at} ${problem.text}`} data-severity={problem.severity}>
              <Button kind="quiet" isDisabled={!isOf(problem, file)} onPress={() => onGoTo(problem.line)}>
                <span className={styles['severity']}>{problem.severity}</span>
                <span className={styles['place']}>
                  {isOf(problem, file) ? '' : `${problem.file} `}
                  {problem.line}:{problem.column}
                </span>
                <span className={styles['said']}>
                  <Line of={problem.text} />
                </span>
              </Button>
              {problem.fix !== null && isOf(problem, file) && (
                <Button onPress={() => onFix(problem)}>Write {problem.fix.right}</Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Not of what it imports. */
function isOf(problem: Problem, file: string): boolean {
  return problem.file === file || file.endsWith(`/${problem.file}`);
}

function summaryOf(errors: number, warnings: number, isSound: boolean | null): string {
  if (errors + warnings === 0) return isSound === null ? 'checking' : 'sound';
  return [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ].join(', ');
}

/** The text with the word that was meant in place of the one at the problem. */
export function fixedText(text: string, { line, column, endLine, fix }: Problem): string {
  if (fix === null) return text;
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const from = (starts[line - 1] ?? 0) + column - 1;
  const place = text.indexOf(fix.wrong, from);
  const end = starts[endLine] ?? text.length;
  if (place < 0 || place >= end) return text;
  return text.slice(0, place) + fix.right + text.slice(place + fix.wrong.length);
}
