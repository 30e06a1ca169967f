import { createContext, useContext } from 'react';
import type { Model, Stage } from './model.ts';
import type { Edits } from './use-edits.ts';

interface Forms {
  readonly model: Model;
  readonly edits: Edits;
  /** Opens the form of a node, and shows its line. */
  readonly select: (id: string | null) => void;
}

export const FormsContext = createContext<Forms | null>(null);
export const StageContext = createContext<Stage | null>(null);

export function useForms(): Forms {
  const forms = useContext(FormsContext);
  if (forms === null) throw new Error('a form stands outside of the editor');
  return forms;
}

/** Whose form it is. */
export function useStage(): Stage {
  const stage = useContext(StageContext);
  if (stage === null) throw new Error('there is no stage here');
  return stage;
}
