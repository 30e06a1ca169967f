import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShoalClient } from '../../src/client/index.ts';
import { createServed, type Served } from '../support/served.ts';

const yaml = `# ours
agents:
  - id: talk # here
    type: session
    participants: [one, two]
  - { id: one, runtime: wait, system_prompt: "{{ transcript }}" }
  - { id: two, runtime: say, system_prompt: "{{ transcript }}" }
`;

const config = `profiles:
  say: { harness: command, command: [sh, -c, 'cat > told; echo "VOTE: AGREE"'], permission: full }
  wait: { harness: command, command: [sh, -c, 'cat > /dev/null; touch began; until [ -e go ]; do sleep 0.02; done; echo "VOTE: AGREE"'], permission: full }
`;

let served: Served;
let person: ShoalClient;
const file = (name: string): string => join(served.project.dir, name);

beforeAll(async () => {
  served = await createServed();
  person = served.client();
  mkdirSync(file('.shoal/pipelines'), { recursive: true });
  writeFileSync(file('.shoal/pipelines/team.yaml'), yaml);
  writeFileSync(file('shoal.yaml'), config);
});
afterAll(() => served[Symbol.asyncDispose]());

test('a page reads a pipeline, edits its graph, checks the text and writes it; who was slower is told, and nothing is lost', async () => {
  const shown = await person.pipeline.show({ pipeline: 'team' });
  expect(shown).toMatchObject({ text: yaml, isDefault: true, origin: 'shoal', draft: null });
  const { text } = await person.pipeline.change({
    text: shown.text,
    edits: [{ do: 'rename', path: ['agents', 'one'], value: 'first' }],
  });
  expect(text).toBe(yaml.replace('[one, two]', '[first, two]').replace('id: one', 'id: first'));
  expect(await person.pipeline.validate({ pipeline: 'team', text })).toMatchObject({ ok: true, agents: 3 });
  const { nodes } = await person.pipeline.graph({ pipeline: 'team', text });
  expect(nodes.find(({ id }) => id === 'talk')?.members).toEqual(['first', 'two']);

  const wrong = text.replace('[first, two]', '[frist, two]');
  const { problems } = await person.pipeline.validate({ pipeline: 'team', text: wrong });
  expect(problems.find(({ severity }) => severity === 'error')).toMatchObject({
    line: 5,
    column: 20,
    endColumn: 25,
    path: ['agents', '0', 'participants', '0'],
    fix: { wrong: 'frist', right: 'first' },
  });
  const refused = person.pipeline.write({ pipeline: 'team', text: wrong, base: shown.version });
  expect(await refusal(refused)).toBe('INVALID_INPUT');
  const kept = await person.pipeline.write({
    pipeline: 'team',
    text: wrong,
    base: shown.version,
    draft: true,
  });
  expect(kept).toMatchObject({ changed: false, draft: '.shoal/pipelines/team.draft.yaml' });
  expect(await person.pipeline.show({ pipeline: 'team' })).toMatchObject({ text: yaml, draft: wrong });

  const written = await person.pipeline.write({ pipeline: 'team', text, base: shown.version });
  expect(written).toMatchObject({ changed: true, draft: null });
  expect(readFileSync(file('.shoal/pipelines/team.yaml'), 'utf8')).toBe(text);
  const late = person.pipeline.write({ pipeline: 'team', text: `${yaml}# late\n`, base: shown.version });
  expect(await refusal(late)).toBe('CONFLICT');
  expect(await person.pipeline.show({ pipeline: 'team' })).toMatchObject({ text, draft: null });

  const copy = await person.pipeline.duplicate({ pipeline: 'team', as: 'other' });
  expect(readFileSync(file(copy.file), 'utf8')).toBe(text);
  expect(await refusal(person.pipeline.duplicate({ pipeline: 'team', as: 'other' }))).toBe('CONFLICT');
});

test('a person speaks in the session of a run over HTTP; an agent that is no part of it may not', async () => {
  const agent = served.client(await served.agent('stranger'));
  const { id } = await person.run.start({ text: 'Decide', pipeline: 'team' });
  await until(() => existsSync(file('began')));
  expect(await refusal(agent.run.answer({ id, text: 'Me too' }))).toBe('NOT_ALLOWED');
  await person.run.answer({ id, text: 'Mind the budget' });
  writeFileSync(file('go'), '');
  await until(async () => (await person.run.show({ id })).state === 'completed');
  expect(readFileSync(file('told'), 'utf8')).toContain('Mind the budget');
  const { steps } = await person.run.show({ id });
  const session = steps.find(({ kind }) => kind === 'session');
  const { turns } = await person.run.step({ id: session?.id ?? '' });
  expect(turns.map(({ speaker, vote }) => [speaker.startsWith('@') ? '@' : speaker, vote])).toEqual([
    [expect.any(String), 'agree'],
    ['@', 'none'],
    ['two', 'agree'],
  ]);
});

/** Code of the error; null: it was done. */
function refusal(promise: Promise<unknown>): Promise<string | null> {
  return promise.then(
    () => null,
    (error: unknown) => (error as { code: string }).code, // of the client
  );
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('it did not happen');
    await Bun.sleep(20);
  }
}
