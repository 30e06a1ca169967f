import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRunning } from '../../../test/support/running.ts';
import { runFiles } from '../../operations/handlers/run/files.ts';
import { createRunFiles } from './files.ts';

describe('files of runs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shoal-run-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (run: string, name: string) => readFileSync(join(folder, 'runs', run, name), 'utf8');

  test('only what has changed is written, and nothing unfinished is left', () => {
    const files = createRunFiles(folder, 10);
    files.write(
      'r1',
      new Map([
        ['context.md', 'one\n'],
        ['agent_a.md', 'a\n'],
      ]),
    );
    const before = statSync(join(folder, 'runs/r1/agent_a.md')).ino;
    files.write(
      'r1',
      new Map([
        ['context.md', 'two\n'],
        ['agent_a.md', 'a\n'],
      ]),
    );
    expect([read('r1', 'context.md'), statSync(join(folder, 'runs/r1/agent_a.md')).ino]).toEqual([
      'two\n',
      before,
    ]);
    expect(readdirSync(join(folder, 'runs/r1')).toSorted()).toEqual(['agent_a.md', 'context.md']);
  });

  test('the oldest runs give way, by their numbers, and what is no run stays', () => {
    const files = createRunFiles(folder, 2);
    for (const id of ['r9', 'r10', 'r11']) files.write(id, new Map([['context.md', id]]));
    writeFileSync(join(folder, 'runs/notes.txt'), 'mine');
    files.write('r12', new Map([['context.md', 'r12']]));
    expect(readdirSync(join(folder, 'runs')).toSorted()).toEqual(['notes.txt', 'r11', 'r12']);
  });

  test('they follow from the records: stages by number, what each agent said, who agreed, the last payload', async () => {
    const running = await createRunning(
      `
agents:
  - { id: plan, runtime: claude, system_prompt: "{{ input }}", handoffs: [{ to: meet, task: talk, payload: "about {{ output }}" }] }
  - { id: meet, type: session, participants: [a, b], max_rounds: 2, summary_agent: a }
  - { id: a, runtime: claude, system_prompt: "{{ transcript }}" }
  - { id: b, runtime: claude, system_prompt: "{{ transcript }}" }
`,
      ({ who, time }) =>
        who === 'plan' ? 'the plan' : time === 1 ? `${who}: I see.\nVOTE: AGREE` : `${who} sums up`,
    );
    await running.start();
    await running.finish();
    const files = await running.look((view) => runFiles(view, view.get('run', 'r1') ?? fail()));
    expect([...files.keys()].toSorted()).toEqual([
      'agent_a.md',
      'agent_b.md',
      'agent_plan.md',
      'context.md',
      'current_payload.md',
      'transcript.md',
    ]);
    expect(files.get('current_payload.md')).toBe('about the plan\n');
    const context = files.get('context.md') ?? '';
    expect(context.match(/^## .*$/gm)).toEqual(['## [stage 1] plan — execute', '## [stage 2] meet — talk']);
    expect(context).toContain('### Output\n\na sums up');
    const transcript = files.get('transcript.md') ?? '';
    for (const part of [
      '# Session meet',
      '**Participants:** a, b',
      '## Round 1',
      '### [b] (',
      '## Consensus in round 1',
      '**Agreed:** a, b',
      'a sums up',
    ])
      expect(transcript).toContain(part);
    expect(files.get('agent_a.md')?.match(/^## \w+/gm)).toEqual(['## Round', '## Summary']);
  });
});

function fail(): never {
  throw new Error('no run');
}
