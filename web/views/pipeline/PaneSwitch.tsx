import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useSearchParam } from '../../app/search-param.ts';
import styles from './Pipeline.module.css';

const panes = [
  { id: 'yaml', label: 'YAML' },
  { id: 'graph', label: 'Graph' },
  { id: 'form', label: 'Form' },
] as const;

type Pane = (typeof panes)[number]['id'];

export function usePane(): readonly [Pane, (pane: Pane) => void] {
  const [chosen, choose] = useSearchParam('show');
  const pane = panes.find(({ id }) => id === chosen)?.id ?? 'yaml';
  return [pane, (next) => choose(next === 'yaml' ? null : next)];
}

interface PaneSwitchProps {
  readonly pane: Pane;
  readonly onShow: (pane: Pane) => void;
}

/** Which of the three is seen where there is room for one. All of them stay: the text keeps what can be undone. */
export function PaneSwitch({ pane, onShow }: PaneSwitchProps) {
  return (
    <ToggleButtonGroup
      aria-label="What is shown"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[pane]}
      onSelectionChange={(keys) => {
        const chosen = panes.find(({ id }) => keys.has(id));
        if (chosen !== undefined) onShow(chosen.id);
      }}
      className={styles['switcher'] ?? ''}
    >
      {panes.map(({ id, label }) => (
        <ToggleButton key={id} id={id} className={styles['pane'] ?? ''}>
          {label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
