import type { Scenario, Stage } from '../scenario.ts';
import { bodyOf, turn } from '../turn.ts';

const secret = 'REMEMBER-4711';

/** Killed in the middle of a turn it goes on with what it knew; a fork knows it too, under a name of its own. */
export const history: Scenario = {
  about: ['resumes', 'forks'],
  async run(stage) {
    const { driver, lab, world } = stage;
    if (!driver.capabilities.resumes && !driver.capabilities.forks) return; // nothing to try: the driver offers neither
    const known = await killedInTurn(stage);
    await lab.beforeResume?.(world.home);
    await tryOut('resumes', stage, known);
    await tryOut('forks', stage, known);
  },
};

/** One that fails does not decide over the other. */
async function tryOut(capability: 'resumes' | 'forks', stage: Stage, known: string): Promise<void> {
  const { driver, found, signal } = stage;
  if (!driver.capabilities[capability]) return;
  const isFork = capability === 'forks';
  try {
    const isSame = (await goesOn(stage, known, isFork)) === known;
    const why = isFork ? 'the fork has the name of what it was made from' : 'it came back under another name';
    found(capability, isSame !== isFork, why);
  } catch (error) {
    signal.throwIfAborted();
    found(capability, false, error instanceof Error ? error.message : String(error));
  }
}

/** Gives the harness's name of the session. */
async function killedInTurn({ start, script, model, world, signal }: Stage): Promise<string> {
  const release = Promise.withResolvers<void>();
  try {
    script({ text: 'noted' }, async () => {
      await release.promise;
      return { text: 'too late' };
    });
    await using session = await start();
    await turn(session, 'first', `keep ${secret} in mind`);
    const before = model.requests.length;
    session.act((protocol) => protocol.send({ id: 'second', text: 'and now wait' }));
    await model.waitForRequest(() => model.requests.length > before, signal);
    await session.kill();
    await world.sweep();
    const ready = session.events.findLast((event) => event.type === 'ready');
    const name = ready?.type === 'ready' ? ready.harnessSession : null;
    if (name === null) throw new Error('it never said the name of its session');
    return name;
  } finally {
    release.resolve();
  }
}

async function goesOn({ start, script, model }: Stage, known: string, fork: boolean): Promise<string | null> {
  script({ text: 'going on' });
  await using session = await start({ resume: known, fork });
  const before = model.requests.length;
  const { reason, error } = await turn(session, 'again', 'go on');
  if (reason !== 'completed') throw new Error(`the turn after it ended as “${reason}”: ${error ?? ''}`);
  if (!model.requests.slice(before).some((request) => bodyOf(request).includes(secret)))
    throw new Error('its model was not told what had been said before');
  const ready = session.events.findLast((event) => event.type === 'ready');
  return ready?.type === 'ready' ? ready.harnessSession : null;
}
