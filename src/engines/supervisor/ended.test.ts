import { expect, test } from 'bun:test';
import { departAgent } from '../../operations/departure.ts';
import { ask, ready, turnEnd } from '../../../test/support/fake-driver.ts';
import { allDone, createSupervised, type Supervised } from '../../../test/support/supervised.ts';

test('a session that was ended while its daemon hung stays ended, whichever of its calls that was in', async () => {
  const calls = await (async () => {
    await using one = await createAnswered();
    const before = one.calls();
    await bothTurns(one);
    return one.calls() - before;
  })();
  expect(calls).toBeGreaterThan(20);
  for (let call = 1; call <= calls; call += 1) {
    await using one = await createAnswered();
    let isEnded = false;
    one.hangAt(call, async () => {
      await endWithoutDaemon(one);
      isEnded = true;
    });
    await bothTurns(one);
    await allDone();
    const left = await one.world.store.read((view) => ({
      session: view.get('session', one.session.id),
      agent: view.get('agent', one.session.agent),
      open: view.list('request', { where: { state: 'open' } }),
    }));
    const session = { state: 'ended', child: null, process: null, why: 'enough' };
    expect({ call, isEnded, ...left }).toMatchObject({
      call,
      isEnded: true,
      session,
      agent: { state: 'gone', leftReason: 'killed' },
      open: [],
    });
    const running = one.keeper
      .children()
      .filter(({ isRunning, signals }) => isRunning() && signals.length === 0);
    expect([call, running.map(({ order }) => order.child)]).toEqual([call, []]);
  }
});

/** Its program asks something in each turn, and ends it without an answer. */
async function createAnswered(): Promise<Supervised> {
  const one = await createSupervised({ opening: 'go' });
  const told = one.keeper.onChange;
  const answered = new Set<string>();
  const answer = (): void => {
    told();
    const child = one.keeper.children().at(-1);
    if (child === undefined || !child.isRunning()) return;
    for (const [line, turn] of child.input().matchAll(/^(?:begin|send (\S+) .*)$/gm)) {
      const name = `${child.order.child} ${line}`;
      if (answered.has(name)) continue;
      answered.add(name);
      const events = turn === undefined ? [ready] : [ask({ id: turn }), turnEnd(turn)];
      for (const event of events) child.say(JSON.stringify(event));
    }
  };
  one.keeper.onChange = answer;
  answer();
  return one;
}

async function bothTurns(one: Supervised): Promise<void> {
  await one.untilSession(({ turns, state }) => state === 'ended' || turns === 1);
  await one.send('more');
  await one.untilSession(({ turns, state }) => state === 'ended' || (turns === 2 && state === 'idle'));
}

/** As a command does when no daemon is there. */
async function endWithoutDaemon(one: Supervised): Promise<void> {
  for (const child of one.keeper.children()) child.exit(null, 'SIGKILL');
  await one.world.store.transact((tx) => {
    const session = tx.get('session', one.session.id);
    const agent = tx.get('agent', one.session.agent);
    if (session === undefined || agent === undefined) throw new Error('there is nothing to end');
    const gone = { state: 'ended', child: null, process: null, endedAt: tx.now } as const;
    const note = { type: 'session.ended' };
    tx.update('session', session.id, { ...gone, wanted: 'stopped', why: 'enough' }, note);
    departAgent(tx, agent, 'killed');
  });
}
