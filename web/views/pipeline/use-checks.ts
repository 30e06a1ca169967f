import { useState } from 'react';
import { useRead } from '../../data/queries.ts';
import { useDelayed } from '../../ui/use-delayed.ts';
import { type Model, modelOf } from './model.ts';

/** What is wrong with a text, and the last state of it that can be drawn. */
export function useChecks(pipeline: string, text: string, isStrict: boolean) {
  const checkedText = useDelayed(text);
  const { data: checked, isPlaceholderData } = useRead('pipeline.validate', {
    pipeline,
    text: checkedText,
    strict: isStrict,
  });
  const [drawn, setDrawn] = useState<string | null>(null);
  const isCurrent = checked !== undefined && !isPlaceholderData;
  const isDrawable = isCurrent && checked.problems.every(({ severity }) => severity !== 'error');
  if (isDrawable && drawn !== checkedText) setDrawn(checkedText);
  const { data: graph } = useRead(
    'pipeline.graph',
    { pipeline, text: drawn ?? '' },
    { enabled: drawn !== null },
  );
  const [known, setKnown] = useState<{ readonly text: string; readonly model: Model | null } | null>(null);
  if (known?.text !== text) setKnown({ text, model: modelOf(text) ?? known?.model ?? null });
  return {
    problems: checked?.problems ?? [],
    /** null: not known yet. */
    isSound: isCurrent && checkedText === text ? checked.ok : null,
    graph: drawn === null ? undefined : graph,
    isDrawnOld: isCurrent && !isDrawable,
    model: known?.model ?? null,
  };
}

export type Checks = ReturnType<typeof useChecks>;
