import { useState } from 'react';
import { useTasks } from '../../data/tasks.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Board } from './Board.tsx';
import { createMarks, MarksContext } from './marks.ts';

export default function BoardView() {
  const { data, error, refetch } = useTasks();
  const [marks] = useState(createMarks);
  if (error !== null && data?.isWhole !== true) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading what="Reading the tasks" />;
  return (
    <MarksContext value={marks}>
      <Board tasks={data} />
    </MarksContext>
  );
}
