import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useSearchParam } from '../../app/search-param.ts';
import { useWidth } from '../use-width.ts';
import styles from './DiffView.module.css';

export type Mode = 'split' | 'unified';

/** Two columns of less than this are not read but guessed. */
const splitFrom = 1_000;

/** As the address says; without it side by side where there is room. */
export function useMode(): readonly [Mode, (mode: Mode) => void] {
  const [chosen, choose] = useSearchParam('diff');
  const hasRoom = useWidth(splitFrom);
  const mode = chosen === 'split' || chosen === 'unified' ? chosen : hasRoom ? 'split' : 'unified';
  return [mode, choose];
}

interface DiffModeProps {
  readonly mode: Mode;
  readonly onChange: (mode: Mode) => void;
}

export function DiffMode({ mode, onChange }: DiffModeProps) {
  return (
    <ToggleButtonGroup
      aria-label="Diff"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[mode]}
      onSelectionChange={([key]) => onChange(key === 'split' ? 'split' : 'unified')}
      className={styles['modes'] ?? ''}
    >
      <ToggleButton id="split" className={styles['mode'] ?? ''}>
        Split
      </ToggleButton>
      <ToggleButton id="unified" className={styles['mode'] ?? ''}>
        Unified
      </ToggleButton>
    </ToggleButtonGroup>
  );
}
