import { expect, test } from 'bun:test';
import { createRunning, type Running, type Script } from '../../../../test/support/running.ts';
import { template } from './templates.ts';

const approved = '{"decision": "approved", "reason": "fine"}';
const rejected = '{"decision": "rejected", "reason": "not yet"}';

/** Every gate approves, but for the first time of those named. */
function script(rejecting: readonly string[] = [], says: Script = ({ who }) => `${who} did it`): Script {
  return (asked) => {
    if (!asked.who.endsWith('.gate')) return says(asked);
    return rejecting.includes(asked.who) && asked.time === 1 ? rejected : approved;
  };
}

async function stagesOf(running: Running): Promise<readonly string[]> {
  const steps = await running.steps();
  return steps.filter(({ kind }) => kind === 'stage' || kind === 'session').map(({ node }) => node);
}

async function expectEnd(running: Running, ...stages: string[]): Promise<void> {
  expect(await stagesOf(running)).toEqual(stages);
  const { state, why } = await running.run();
  expect([state, why]).toEqual(['completed', null]);
}

test('plan: the plan is what the executor is given', async () => {
  const running = await createRunning(template('plan'));
  await running.start();
  await running.finish();
  await expectEnd(running, 'planner', 'executor');
  expect(running.asked[1]?.prompt).toContain('planner did it');
});

test('feature: a person is asked first; a rejection goes back with its reason', async () => {
  const running = await createRunning(template('feature'), script(['reviewer.gate']));
  await running.start();
  expect(await running.requests()).toHaveLength(1);
  await running.reply('Only the login');
  await running.finish();
  await expectEnd(running, 'planner', 'developer', 'reviewer', 'developer', 'reviewer', 'deployer');
  expect(running.asked[0]?.prompt).toContain('Only the login');
  const again = running.asked.filter(({ who }) => who === 'developer')[1];
  expect(again?.prompt).toContain('Your change was rejected: not yet');
});

test('design: two rounds, then what was agreed is built', async () => {
  const says: Script = ({ who, time }) => (time === 1 ? `${who} has a doubt` : `Fine.\nVOTE: AGREE`);
  const running = await createRunning(template('design'), script([], says));
  await running.start();
  await running.finish();
  await expectEnd(running, 'meeting', 'developer');
  expect(running.asked.filter(({ who }) => who === 'security')).toHaveLength(2);
});

test('design: without agreement a person decides what is built', async () => {
  const running = await createRunning(
    template('design'),
    script([], ({ who }) => (who === 'developer' ? 'built' : 'I am not ready to say VOTE: AGREE yet')),
  );
  await running.start();
  await running.finish();
  expect(running.asked.filter(({ who }) => who === 'security')).toHaveLength(5);
  await running.reply('Take the small one');
  await running.finish();
  await expectEnd(running, 'meeting', 'decider', 'developer');
  expect(running.asked.find(({ who }) => who === 'decider')?.prompt).toContain('Take the small one');
});

test('release: failing tests and a person send it back', async () => {
  const says: Script = ({ who, time }) =>
    who === 'developer.gate' && time === 1 ? { error: 'exit 1: 2 tests fail' } : `${who} did it`;
  const running = await createRunning(template('release'), says);
  await running.start();
  await running.finish();
  expect(await stagesOf(running)).toEqual(['developer', 'developer', 'tester']);
  await running.decide('reject', 'the button is dead');
  await running.finish();
  expect(running.asked.filter(({ who }) => who === 'developer')[2]?.prompt).toContain('the button is dead');
  await running.decide('approve');
  await running.finish();
  await expectEnd(running, 'developer', 'developer', 'tester', 'developer', 'tester', 'publisher');
});

test('content: the editor sends it back once', async () => {
  const running = await createRunning(template('content'), script(['editor.gate']));
  await running.start();
  await running.finish();
  await expectEnd(running, 'researcher', 'writer', 'editor', 'writer', 'editor', 'publisher');
  expect(running.asked.find(({ who }) => who === 'writer')?.prompt).toContain('Tone: plain and friendly.');
});

test.each(['urgent_fixer', 'careful_fixer'])('triage: to %s, and no other', async (fixer) => {
  const says: Script = ({ who }) => (who === 'router' ? `Because.\n**HANDOFF: ${fixer}**` : `${who} did it`);
  const running = await createRunning(template('triage'), says);
  await running.start();
  await running.finish();
  await expectEnd(running, 'router', fixer, 'postmortem');
});

test('contract: what is too risky is decided by a person', async () => {
  const running = await createRunning(template('contract'), script(['risk_assessor.gate']));
  await running.start();
  await running.finish();
  await running.reply('We accept clause 4');
  await running.finish();
  await expectEnd(running, 'extractor', 'risk_assessor', 'counsel', 'summarizer');
});

test('code-review: three at once, one report of all', async () => {
  const running = await createRunning(template('code-review'));
  await running.start();
  await running.work();
  await running.advance();
  expect((await running.ready()).map(({ queue }) => queue).toSorted()).toEqual([
    'r1.performance',
    'r1.security',
    'r1.style',
  ]);
  await running.finish();
  expect((await stagesOf(running)).toSorted()).toEqual([
    'loader',
    'performance',
    'security',
    'style',
    'summarizer',
  ]);
  const [report] = running.asked.filter(({ who }) => who === 'summarizer');
  for (const who of ['security', 'performance', 'style']) expect(report?.prompt).toContain(`${who} did it`);
  expect((await running.run()).state).toBe('completed');
});

test('build: until every chunk is done', async () => {
  const says: Script = ({ who, time }) => {
    if (who === 'dev') return time <= 3 ? `Built.\nCHUNK_DONE: C-00${time}\nVOTE: AGREE` : 'VOTE: AGREE';
    return who === 'pm' ? 'On we go.\nVOTE: AGREE' : `${who} did it`;
  };
  const running = await createRunning(template('build'), says);
  await running.start();
  await running.finish();
  await expectEnd(running, 'planner', 'build_session', 'checker');
  expect(running.asked.filter(({ who }) => who === 'dev')).toHaveLength(3);
});

test('maintain: both gates reject once, each goes where it belongs', async () => {
  const running = await createRunning(template('maintain'), script(['tester.gate', 'code_reviewer.gate']));
  await running.start();
  await running.finish();
  await expectEnd(
    running,
    'impact_analyzer',
    'implementer',
    'tester',
    'implementer',
    'tester',
    'doc_updater',
    'code_reviewer',
    'fixer',
    'code_reviewer',
    'branch_manager',
  );
});
