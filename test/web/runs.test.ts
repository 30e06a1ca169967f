import { expect } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Served } from '../support/agents.ts';
import { dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();
const profiles = `  say: { harness: command, command: [sh, -c, 'cat > /dev/null; echo "It is **done**."'], permission: full }
  agree: { harness: command, command: [sh, -c, 'cat > /dev/null; echo "VOTE: AGREE"'], permission: full }
  wait: { harness: command, command: [sh, -c, 'cat > /dev/null; until [ -e go ]; do sleep 0.02; done; echo "it went"'], permission: full }
`;
const world = { profiles };

function addPipelines({ project }: Served): void {
  const folder = join(project.dir, '.shoal/pipelines');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'gated.yaml'),
    `agents:
  - id: talk
    type: session
    participants: [ann, bo]
    max_rounds: 2
    chunks: { initial: [Read it, Change it] }
    handoffs: [{ to: dev }]
  - { id: ann, runtime: agree, system_prompt: "{{ input }}" }
  - { id: bo, runtime: agree, system_prompt: "{{ input }}" }
  - id: dev
    runtime: say
    system_prompt: "Do: {{ input }}"
    gate: { type: human, prompt: Shall it go out? }
    handoffs: [{ to: dev, condition: on_reject }]
`,
  );
  writeFileSync(
    join(folder, 'slow.yaml'),
    `agents:
  - { id: first, runtime: say, system_prompt: "{{ input }}", handoffs: [{ to: second }] }
  - { id: second, runtime: wait, system_prompt: "{{ input }}" }
`,
  );
  const stages = ['read', 'plan', 'build', 'review', 'report'];
  const agents = stages.map((id, at) => {
    const next = stages[at + 1];
    const handoffs = next === undefined ? '' : `, handoffs: [{ to: ${next} }]`;
    return `  - { id: ${id}, runtime: say, system_prompt: "{{ input }}"${handoffs} }\n`;
  });
  writeFileSync(join(folder, 'long.yaml'), `agents:\n${agents.join('')}`);
}

dashboard.test('a run is begun, followed, judged at its gate, and read to its end', { world }, async (at) => {
  const { page } = at;
  addPipelines(at.world);
  await at.open('/runs');
  await page.getByText('No pipeline has run yet.').waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'What is to be done' }).waitFor();
  await page.keyboard.type('Page the list');
  await page.getByRole('button', { name: /Pipeline$/ }).click();
  await page.getByRole('option', { name: /gated/ }).click();
  await at.checkAccessibility();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/runs\/r1/);
  const gate = page.getByRole('article', { name: /Shall it go out/ });
  await gate.getByText('It is done.').waitFor();
  await page.getByRole('group', { name: /Pipeline gated, and how far r1 is/ }).waitFor();
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('link', { name: /^Runs\s*1$/ }).waitFor();
  for (const theme of ['dark', 'light'] as const) {
    await at.setTheme(theme);
    await at.checkAccessibility();
  }

  const steps = page.getByRole('list', { name: 'Steps' });
  await steps.getByRole('button', { name: /talk/ }).first().press('Enter');
  const pane = page.getByRole('complementary');
  await pane.getByRole('region', { name: 'Round 1' }).getByText('agrees').first().waitFor();
  await pane.getByRole('button', { name: /Close step/ }).click();
  await page.getByRole('tab', { name: /Chunks/ }).click();
  await page.getByRole('textbox', { name: 'Another chunk' }).fill('Try it');
  await page.keyboard.press('Enter');
  await page.getByText('0 of 3 done').waitFor();
  await page.getByRole('button', { name: /Status of C-001/ }).click();
  await page.getByRole('option', { name: /done/ }).click();
  await page.getByText('1 of 3 done').waitFor();
  await at.checkAccessibility();
  await page.getByRole('tab', { name: 'Tokens' }).click();
  await page.getByRole('grid', { name: 'Tokens by step' }).waitFor();
  await at.checkAccessibility();

  await gate.getByRole('button', { name: /Approve/ }).click();
  await page.getByText('completed').first().waitFor();
  await views.getByRole('link', { name: 'Runs', exact: true }).waitFor();
  await page.getByRole('tab', { name: 'Task and result' }).click();
  await page.getByText('It is done.').waitFor();
  await page.goto(`${at.url}/runs?state=completed`);
  await page
    .getByRole('row', { name: /Page the list/ })
    .getByText('completed')
    .waitFor();
  await at.checkAccessibility();
});

dashboard.test('a run is cancelled and restarted from a stage, by keys', { world }, async (at) => {
  const { page, client } = at;
  addPipelines(at.world);
  await client.run.start({ text: 'Take your time', pipeline: 'slow' });
  await at.world.until((view) =>
    view.list('step').some(({ node, state }) => node === 'second' && state === 'open'),
  );
  await at.open('/runs/r1');
  await page.getByRole('list', { name: 'Steps' }).getByText('second').waitFor();
  await page.keyboard.press('Shift+X');
  const dialog = page.getByRole('alertdialog', { name: 'Cancel r1?' });
  await dialog.getByText('what it has said so far is lost').waitFor();
  await page.keyboard.type('too slow');
  await dialog.getByRole('button', { name: 'Cancel the run' }).click();
  await page.getByText('cancelled').first().waitFor();
  await page.keyboard.press('Shift+R');
  await page.getByRole('radio', { name: /1 first/ }).click({ force: true });
  await at.checkAccessibility();
  await page.getByRole('button', { name: 'Restart', exact: true }).click();
  await page.waitForURL(/\/runs\/r2/);
  writeFileSync(join(at.world.project.dir, 'go'), '');
  await page.getByText('completed').first().waitFor();
});

/** Until all of it is seen, and no node is smaller than three quarters of what it is drawn as. */
const untilReadable = `new Promise((resolve) => {
  const look = () => (isReadable() ? resolve() : requestAnimationFrame(look));
  function isReadable() {
    const nodes = [...document.querySelectorAll('.react-flow__node')];
    const around = document.querySelector('.react-flow')?.getBoundingClientRect();
    return nodes.length === 7 && nodes.every((node) => {
      const { height, left, right, top, bottom } = node.getBoundingClientRect();
      return height >= node.offsetHeight * 0.75 && left >= around.left && right <= around.right &&
        top >= around.top && bottom <= around.bottom;
    });
  }
  look();
})`;

dashboard.test('the picture of a run can be read beside an open stage, too', { world }, async (at) => {
  const { page, setViewport } = at;
  addPipelines(at.world);
  await at.client.run.start({ text: 'Page the list', pipeline: 'long' });
  await at.open('/runs/r1');
  await page.getByText('completed').first().waitFor();
  await page.evaluate(untilReadable);
  await page.locator('.react-flow__node', { hasText: 'build' }).click();
  await page.getByRole('complementary').getByRole('heading', { name: /build/ }).waitFor();
  await page.evaluate(untilReadable);
  await page.getByRole('button', { name: /^Close/ }).click();
  await setViewport('phone');
  await page.evaluate(untilReadable);
  await page.locator('.react-flow__node', { hasText: 'build' }).click();
  await page.getByRole('complementary').getByRole('heading', { name: /build/ }).waitFor();
  await page.locator('.react-flow__node').first().waitFor({ state: 'hidden' });
});

dashboard.test('a run that is not there leads to those that are', async (at) => {
  at.allow(/runs\/show: status 404/);
  await at.open('/runs/r9');
  await at.page.getByRole('alert').getByRole('link', { name: 'All runs' }).click();
  await at.page.getByText('No pipeline has run yet.').waitFor();
});

dashboard.test('on a phone', { world, viewport: 'phone', theme: 'dark' }, async (at) => {
  addPipelines(at.world);
  await at.client.run.start({ text: 'Page the list', pipeline: 'gated' });
  await at.open('/runs/r1');
  await at.page
    .getByRole('article', { name: /Shall it go out/ })
    .getByText('It is done.')
    .waitFor();
  await at.checkAccessibility();
  expect(await at.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  await at.page.getByRole('button', { name: 'Approve' }).tap();
  await at.page.getByText('completed').first().waitFor();
});
