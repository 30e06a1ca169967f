import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();
const profiles = `  say: { harness: command, command: [sh, -c, 'cat > /dev/null; echo "It is done."'], permission: full }
  tail: { harness: command, command: [sh, -c, 'tail -c 60'], permission: full }
  pausing: { harness: command, command: [sh, -c, 'cat > said; until [ -e go ]; do sleep 0.02; done; tail -c 300 said; echo "VOTE: AGREE"'], permission: full }
`;
const pipeline = `agents:
  - id: ask
    runtime: tail
    system_prompt: "{{ input }}"
    human_input: { enabled: true, mode: before, prompt: Which token? }
    handoffs: [{ to: talk }]
  - id: talk
    type: session
    participants: [ann]
    max_rounds: 3
    handoffs: [{ to: dev }]
  - { id: ann, runtime: pausing, system_prompt: "{{ input }} {{ transcript }}" }
  - id: dev
    runtime: say
    system_prompt: "Do: {{ input }}"
    gate: { type: human, prompt: Shall it go out? }
    handoffs: [{ to: dev, condition: on_reject, payload: "{{ reject_reason }}" }]
`;

dashboard.test(
  'a person answers a stage, speaks in a session, rejects a gate once, and follows up',
  { world: { profiles } },
  async ({ world, open, page, client }) => {
    const folder = join(world.project.dir, '.shoal/pipelines');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'people.yaml'), pipeline);
    await client.run.start({ text: 'Sign the token', pipeline: 'people' });
    await open('/runs/r1');

    const question = page.getByRole('article', { name: /Which token/ });
    await question.getByRole('button', { name: /Answer/ }).click();
    await page.keyboard.type('RS256 it is');
    await page.keyboard.press('Control+Enter');

    const steps = page.getByRole('list', { name: 'Steps' });
    await steps.getByRole('button', { name: /talk/ }).first().click();
    const pane = page.getByRole('complementary');
    await pane.getByText('speaking').waitFor();
    await pane.getByRole('textbox', { name: 'Say something in this session' }).fill('Mind the clock skew');
    await pane.getByRole('button', { name: /Say/ }).click();
    await pane.getByText('Mind the clock skew').waitFor();
    writeFileSync(join(world.project.dir, 'go'), '');

    const gate = page.getByRole('article', { name: /Shall it go out/ });
    await gate.getByRole('button', { name: /Reject/ }).click();
    await page.getByRole('textbox', { name: /Why/ }).fill('No tests');
    await page.keyboard.press('Control+Enter');
    await steps.getByText('No tests').first().waitFor();
    await steps.getByText('pass 2').first().waitFor();
    await gate.getByRole('button', { name: /Approve/ }).click();
    await page.getByText('completed').first().waitFor();

    await page.keyboard.press('f');
    await page.getByRole('textbox', { name: 'What is to be put right' }).fill('Name the algorithm');
    await page.getByRole('button', { name: /Begin$|Begin / }).click();
    await page.waitForURL(/\/runs\/r2/);
    await page.getByRole('link', { name: 'r1' }).waitFor();
  },
);
