import { describe, expect, test } from 'bun:test';
import * as fake from '../fakes/claude-script.ts';
import type { FakeStep } from '../fakes/claude-script.ts';
import { block, say, startClaudeLab } from './support/claude-lab.ts';
import { claude } from './support/harnesses/claude.ts';
import { ensureInstalled } from './support/install.ts';
import { isRealSkipped } from './support/skip.ts';

const { shell, write } = claude.turns;
if (!isRealSkipped) await ensureInstalled(claude);

describe.skipIf(isRealSkipped)('the fake claude', () => {
  test('says nothing that the real one does not say', async () => {
    await using lab = await startClaudeLab([
      say('m1', [{ text: 'narration' }, block(write('a.txt', 'a')), block(shell('false'))]),
      shell('read line < fifo'),
      { text: 'the end' },
    ]);
    await lab.fifo();
    const agent = lab.drive({}, { permission: 'auto' });
    await agent.next('ready');
    agent.send('go', 'first');
    let asked = await agent.next('request');
    agent.answer(asked.id, {});
    asked = (await agent.until(
      (event) => event.type === 'request' && event.command === 'read line < fifo',
    )) as typeof asked;
    agent.answer(asked.id, {});
    await agent.next('turn-start');
    agent.interrupt();
    const end = await agent.next('turn-end');
    agent.send('again', 'second');
    await agent.next('turn-end', agent.events.indexOf(end) + 1);

    const real = shapesOf(agent.lines.map((line) => JSON.parse(line)));
    for (const line of fakeLines()) {
      const kind = kindOf(line);
      const known = real.get(kind);
      expect(known, `the real one says no ${kind}`).toBeDefined();
      const unknown = [...pathsOf(line)].filter((path) => known?.has(path) === false);
      expect(unknown, `of ${kind} the real one does not say`).toEqual([]);
    }
  }, 120_000);
});

type Line = { readonly [key: string]: unknown };

/** Every line that the builders of the fake's scripts make. */
function fakeLines(): Line[] {
  const steps: FakeStep[] = [
    ...fake.started,
    ...fake.said('m', 'text'),
    fake.assistant('m', [fake.toolUse('t', 'Bash', { command: 'x' })]),
    fake.toolResult('t', 'text', { is_error: true }),
    fake.askTool('q', 'Bash', { command: 'x' }, { permission_suggestions: [] }),
    fake.result('text'),
    fake.result('', fake.aborted),
    { say: { type: 'control_response', response: { subtype: 'success', request_id: 'r', response: {} } } },
  ];
  return steps.flatMap((step) => ('say' in step ? [step.say] : []));
}

/** The paths of all keys, over all lines of a kind. */
function shapesOf(lines: readonly Line[]): Map<string, Set<string>> {
  const shapes = new Map<string, Set<string>>();
  for (const line of lines) {
    const known = shapes.get(kindOf(line)) ?? new Set();
    shapes.set(kindOf(line), new Set([...known, ...pathsOf(line)]));
  }
  return shapes;
}

function kindOf(line: Line): string {
  const { event, request } = line as { event?: Line; request?: Line };
  const finer = [line['subtype'] === 'init' ? 'init' : undefined, event?.['type'], request?.['subtype']];
  return [line['type'], ...finer].filter((part) => typeof part === 'string').join(' ');
}

/** Keys that stand for data and not for the protocol: below them every key is allowed. */
const data = new Set(['input', 'modelUsage', 'usage', 'tool_use_result', 'mcp_servers', 'commands']);

function* pathsOf(value: unknown, path = ''): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* pathsOf(one, `${path}[]`);
  else if (typeof value === 'object' && value !== null)
    for (const [key, part] of Object.entries(value)) {
      yield `${path}.${key}`;
      if (!data.has(key)) yield* pathsOf(part, `${path}.${key}`);
    }
}
