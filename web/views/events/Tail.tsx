import { useCallback } from 'react';
import { useSearchParam } from '../../app/search-param.ts';
import type { EventObject } from '../../data/live.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Split } from '../../ui/Split.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { EventDetail } from './EventDetail.tsx';
import { EventLine } from './EventLine.tsx';
import type { Filter } from './filter.ts';
import { useOne } from './use-one.ts';
import { useTail } from './use-tail.ts';

const idOf = ({ seq }: EventObject) => String(seq);

/** Events, the newest first. */
export function Tail({ filter }: { readonly filter: Filter }) {
  const { events, error, readOlder } = useTail(filter);
  const [chosen, choose] = useSearchParam('seq', { isStep: true });
  const open = useCallback(({ seq }: EventObject) => choose(String(seq)), [choose]);
  const shown = useOne(chosen, events);
  const draw = useCallback(
    (event: EventObject) => <EventLine event={event} isOpen={idOf(event) === chosen} onOpen={open} />,
    [open, chosen],
  );
  if (error !== null) return <ErrorNote error={error} />;
  if (events === undefined) return <Loading />;
  if (events.length === 0) return <Empty title="Nothing like that has happened." />;
  return (
    <Split
      inspector={shown === null ? null : <EventDetail event={shown} />}
      label={`event ${chosen ?? ''}`}
      onClose={() => choose(null)}
    >
      <VirtualList label="Events, the newest first" items={events} idOf={idOf} holdsNew>
        {draw}
      </VirtualList>
      {readOlder !== null && (
        <Button kind="quiet" onPress={readOlder}>
          Read older ones
        </Button>
      )}
    </Split>
  );
}
