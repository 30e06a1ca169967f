import { expect, test } from 'bun:test';
import { createWorld } from '../../test/support/world.ts';
import { everyRecord } from './every-record.ts';
import { add } from './handlers/task/add.ts';

test('all are found, each once, in the order asked for; and whoever stops has read little', async () => {
  const world = createWorld();
  for (let n = 0; n < 300; n += 1) await add(world.nobody(), { title: `task ${n}` });
  await world.store.read((view) => {
    const idsOf = (query: Parameters<typeof everyRecord<'task'>>[2]) =>
      [...everyRecord(view, 'task', query)].map(({ id }) => Number(id.slice(1)));
    const all = Array.from({ length: 300 }, (_, index) => index + 1);
    expect(idsOf({})).toEqual(all);
    expect(idsOf({ newestFirst: true, after: 't201' })).toEqual(all.slice(0, 200).toReversed());
    expect(idsOf({ where: { state: 'done' } })).toEqual([]);

    const read: number[] = [];
    const counting = {
      ...view,
      list: (...[kind, query]: Parameters<typeof view.list>) => {
        read.push(query?.limit ?? 0);
        return view.list(kind, query);
      },
    } as typeof view;
    expect(everyRecord(counting, 'task').take(3).toArray()).toHaveLength(3);
    expect(read).toEqual([64]);
  });
});
