import { useForms, useStage } from '../context.ts';
import { fieldsAt, textAt } from '../model.ts';
import styles from '../Pipeline.module.css';
import { Entry, toNumber } from './Entry.tsx';
import { Select } from '../../../ui/Field.tsx';

const kinds = [
  { id: 'none', label: 'none' },
  { id: 'llm', label: 'a model decides' },
  { id: 'human', label: 'a person decides' },
  { id: 'command', label: 'a command decides' },
] as const;

/** Who lets its work pass, or sends it back. */
export function Gate() {
  const { edits } = useForms();
  const { id, fields } = useStage();
  const path = ['agents', id, 'gate'];
  const isThere = typeof fields['gate'] === 'object' && fields['gate'] !== null;
  const gate = fieldsAt(fields, 'gate');
  const kind = isThere
    ? (kinds.find((one) => one.id === (textAt(gate, 'type') || 'llm'))?.id ?? 'llm')
    : 'none';
  const choose = (chosen: (typeof kinds)[number]['id']) =>
    edits.make(
      chosen === 'none'
        ? { do: 'unset', path }
        : isThere
          ? { do: 'set', path: [...path, 'type'], value: chosen }
          : { do: 'set', path, value: { type: chosen, ...starts[chosen] } },
    );
  return (
    <fieldset className={styles['part']}>
      <legend>Gate</legend>
      <Select label="Who decides" value={kind} options={kinds} onChange={(chosen) => void choose(chosen)} />
      {kind === 'command' && (
        <Entry
          label="Command"
          hint="Its words, with spaces between; exit 0 lets it pass."
          path={[...path, 'command']}
          value={commandText(gate['command'])}
          toData={(text) => text.trim().split(/\s+/)}
        />
      )}
      {kind !== 'none' && kind !== 'command' && (
        <Entry label="What it is asked" path={[...path, 'prompt']} value={textAt(gate, 'prompt')} lines={2} />
      )}
      {kind === 'llm' && (
        <div className={styles['pair']}>
          <Entry
            label="Runtime that judges"
            path={[...path, 'runtime']}
            value={textAt(gate, 'runtime')}
            placeholder="claude"
          />
          <Entry
            label="Model that judges"
            path={[...path, 'model']}
            value={textAt(gate, 'model')}
            placeholder="of the runtime"
          />
        </div>
      )}
      {kind !== 'none' && (
        <Entry
          label="Rejections at most"
          path={[...path, 'max_retries']}
          value={textAt(gate, 'max_retries')}
          placeholder="3"
          toData={toNumber}
        />
      )}
    </fieldset>
  );
}

const starts = {
  llm: { prompt: 'Reject it if something is missing.' },
  human: { prompt: 'May it go on?' },
  command: { command: ['npm', 'test'] },
} as const;

function commandText(command: unknown): string {
  if (typeof command === 'string') return command;
  return Array.isArray(command) ? command.map(String).join(' ') : '';
}
