import { expect } from 'bun:test';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Dashboard, dashboardTests } from '../support/browser.ts';
import { changedLines } from '../support/changed-lines.ts';

const dashboard = dashboardTests();

const team = `# Our team. Do not touch the order.
description: Plans and builds   # in a line

limits: { calls: 20 }

agents:
  # who plans
  - id: planner
    runtime: "fake"   # the good one
    model: opus
    system_prompt: |  # long
      Plan: {{ input }}

    handoffs:
      - to: dev   # next

  - {id: dev, runtime: fake, system_prompt: "Do: {{ input }}", handoffs: [{to: qa}]} # flow
  - id: qa
    runtime: fake
    system_prompt: "Check: {{ input }}"
    gate:
      # about the gate
      type: human
      prompt: ok?   # asked
# end
`;

type World = Dashboard['world'];

const fileOf = (world: World, name: string) => join(world.project.dir, '.shoal/pipelines', `${name}.yaml`);
const read = (world: World, name: string) => readFileSync(fileOf(world, name), 'utf8');

function write(world: World, name: string, text: string): void {
  mkdirSync(join(world.project.dir, '.shoal/pipelines'), { recursive: true });
  writeFileSync(fileOf(world, name), text);
}

const yaml = (page: Page) => page.getByRole('textbox', { name: /^YAML of/ });
const form = (page: Page, name: string) => page.getByRole('region', { name: `Form of ${name}` });
const node = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
const wrong = (page: Page) => page.getByRole('region', { name: 'What is wrong' });
const row = (page: Page, text: RegExp) => page.getByRole('row').filter({ hasText: text });
const toast = (page: Page, text: string | RegExp) => page.getByRole('alertdialog', { name: text });
const more = (page: Page, name: string) => page.getByRole('button', { name: `More to do with ${name}` });

/** What a person sees of the text. All of it is drawn: it is short. */
function shownText(page: Page): Promise<string> {
  return page.evaluate<string>(
    `[...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\\n')`,
  );
}

async function textBecomes(page: Page, text: string): Promise<void> {
  const frame = 'new Promise((drawn) => void requestAnimationFrame(drawn)).then(() => undefined)';
  const until = performance.now() + 20_000;
  let shown = await shownText(page);
  while (shown !== text && performance.now() < until) {
    await page.evaluate(frame);
    shown = await shownText(page);
  }
  expect(shown).toBe(text);
}

/** A cursor at the end of the first line that holds this. */
async function goToEndOf(page: Page, text: string): Promise<void> {
  await page.locator('.cm-line', { hasText: text }).first().click();
  await page.keyboard.press('End');
}

/** Laid out and fitted: what is dragged before would be let go beside its goal. Ten frames without a change of place. */
async function stillGraph(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const places = () => [...document.querySelectorAll('.react-flow__viewport, .react-flow__node')].map((one) => {
      const { x, y, width } = one.getBoundingClientRect();
      return [x, y, width].join();
    }).join(' ');
    let [last, frames] = [places(), 0];
    const look = () => {
      const now = places();
      frames = now === last ? frames + 1 : 0;
      last = now;
      if (frames >= 10) resolve(undefined);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`);
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await toast(page, 'Saved.').waitFor();
  await toast(page, 'Saved.').getByRole('button', { name: 'Close this message' }).click();
}

dashboard.test(
  'an empty workspace says what a pipeline is; one is made from a template, copied, made the default, downloaded and deleted',
  async ({ open, page, world, checkAccessibility }) => {
    await open('/pipelines');
    await page.getByText('There is no pipeline yet.').waitFor();
    await checkAccessibility();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New pipeline' });
    await dialog.getByText('Tests that must pass, a tester').waitFor();
    expect(await dialog.getByRole('radio').count()).toBe(12);
    await checkAccessibility();
    await dialog.getByText('feature A planner').click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Pipelines / feature' }).waitFor();
    await node(page, 'reviewer.gate').waitFor();
    expect(read(world, 'feature')).toContain('id: reviewer');

    await more(page, 'feature').click();
    await page.getByRole('menuitem', { name: 'Duplicate' }).click();
    await page.getByRole('textbox', { name: 'Name of the copy' }).fill('strict');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Pipelines / strict' }).waitFor();
    expect(read(world, 'strict')).toBe(read(world, 'feature'));

    await page.getByRole('link', { name: 'Pipelines' }).last().click();
    await more(page, 'strict').click();
    await page.getByRole('menuitem', { name: 'Make it the default' }).click();
    await row(page, /^strict\s*default/).waitFor();
    await more(page, 'strict').click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Download' }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toBe(read(world, 'strict'));

    const before = read(world, 'strict');
    await more(page, 'strict').click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByText('another pipeline becomes the default').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await row(page, /^feature\s*default/).waitFor();
    expect(existsSync(fileOf(world, 'strict'))).toBe(false);
    await toast(page, 'strict is deleted.').getByRole('button', { name: 'Undo' }).click();
    await row(page, /^strict/).waitFor();
    expect(read(world, 'strict')).toBe(before);

    await page.goto(`${new URL(page.url()).origin}/pipelines?create=1`);
    await dialog.getByText('blank One agent').click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('feature');
    await dialog.getByText('There is one of that name.').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('mine');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await node(page, 'first').waitFor();
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.getByRole('dialog', { name: 'Start a run' }).waitFor();
    expect(new URL(page.url()).search).toContain('pipeline=mine');
  },
);

dashboard.test(
  'a visual edit leaves every other line of a commented file as it is, byte for byte',
  async ({ open, page, world }) => {
    write(world, 'team', team);
    await open('/pipelines/team');
    await node(page, 'planner').click();
    const planner = form(page, 'planner');
    const model = planner.getByRole('combobox', { name: 'Model' });
    await model.fill('sonnet');
    await model.press('Tab');
    await textBecomes(page, team.replace('model: opus', 'model: sonnet'));
    await save(page);
    expect(changedLines(team, read(world, 'team'))).toEqual(['-    model: opus', '+    model: sonnet']);

    const steps: readonly (readonly [
      name: string,
      lines: readonly string[],
      edit: () => Promise<unknown>,
    ])[] = [
      [
        'a handoff is added, which connects two',
        ['+      - to: dev', '+        condition: on_reject'],
        async () => {
          await planner.getByRole('button', { name: 'Add a handoff' }).click();
          const when = planner
            .getByRole('group', { name: 'Handoff 2' })
            .getByRole('combobox', { name: 'When' });
          await when.fill('on_reject');
        },
      ],
      [
        'the role prompt',
        ['-      Plan: {{ input }}', '+      Plan it well:', '+      {{ input }}'],
        () => planner.getByRole('textbox', { name: 'Role prompt' }).fill('Plan it well:\n{{ input }}\n'),
      ],
      [
        'the prompt of a gate, beside a comment',
        ['-      prompt: ok?   # asked', '+      prompt: Is it good?   # asked'],
        async () => {
          await node(page, 'qa.gate').click();
          await form(page, 'qa').getByRole('textbox', { name: 'What it is asked' }).fill('Is it good?');
        },
      ],
      [
        'how often it tries again',
        ['+    retry:', '+      max_retries: 2'],
        () => form(page, 'qa').getByRole('textbox', { name: 'Tries again when it fails' }).fill('2'),
      ],
      [
        'whom it asks',
        ['+    human_input: before'],
        async () => {
          await form(page, 'qa')
            .getByRole('button', { name: /Asks a person/ })
            .click();
          await page.getByRole('option', { name: 'before it begins' }).click();
        },
      ],
      [
        'a line drawn from one to another',
        ['+    handoffs:', '+      - to: planner', '+        condition: on_approve'],
        async () => {
          await stillGraph(page);
          await node(page, 'qa.gate')
            .locator('.react-flow__handle.source')
            .first()
            .dragTo(node(page, 'planner').locator('.react-flow__handle.target').first());
        },
      ],
      [
        'a limit, in a flow mapping',
        ['-limits: { calls: 20 }', '+limits: { calls: 30 }'],
        async () => {
          await page.getByRole('button', { name: 'Close the form of qa' }).click();
          await page.getByRole('textbox', { name: 'Turns at most' }).fill('30');
        },
      ],
    ];
    for (const [name, lines, edit] of steps) {
      const before = read(world, 'team');
      await edit();
      // Ctrl-S writes what still stands in a field, too.
      await save(page);
      expect([name, ...changedLines(before, read(world, 'team'))]).toEqual([name, ...lines]);
    }
  },
);

dashboard.test(
  'agents are added, renamed and removed, and all of it is undone and done again by the history of the text',
  async ({ open, page, world }) => {
    write(world, 'team', team);
    await open('/pipelines/team?node=dev');
    const id = form(page, 'dev').getByRole('textbox', { name: 'Id' });
    await id.fill('maker');
    await id.press('Enter');
    const renamed = team.replace('to: dev ', 'to: maker ').replace('{id: dev', '{id: maker');
    await textBecomes(page, renamed);
    await node(page, 'maker').waitFor();
    await form(page, 'maker').getByRole('button', { name: 'Remove', exact: true }).click();
    const confirm = page.getByRole('alertdialog', { name: 'Remove maker?' });
    await confirm.getByText('planner hands over to it (always)').waitFor();
    await confirm.getByRole('button', { name: 'Remove' }).click();
    await node(page, 'maker').waitFor({ state: 'detached' });
    expect(await shownText(page)).not.toContain('maker');

    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await textBecomes(page, renamed);
    await page.getByText('not saved').waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await textBecomes(page, team);
    await page.getByText('not saved').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Redo' }).click();
    await textBecomes(page, renamed);
    await yaml(page).focus();
    await page.keyboard.press('Control+z');
    await textBecomes(page, team);

    await page.getByRole('button', { name: 'Add an agent' }).click();
    await form(page, 'agent').waitFor();
    await textBecomes(
      page,
      team.replace(
        '# end\n',
        '  - id: agent\n    runtime: fake\n    system_prompt: |\n      {{ input }}\n# end\n',
      ),
    );
    await page.getByRole('button', { name: 'Close the form of agent' }).click();
    await page.getByRole('button', { name: 'Add a session' }).click();
    const session = form(page, 'session');
    await session.getByText('qa', { exact: true }).click();
    await session.getByRole('textbox', { name: 'Rounds at most' }).fill('3');
    await save(page);
    expect(read(world, 'team')).toMatch(/participants: \[planner, dev, qa\]\n    max_rounds: 3\n/);
  },
);

dashboard.test(
  'what is wrong is told as one types, with the way to it and what was meant; the graph waits',
  async ({ open, page, world }) => {
    write(world, 'team', team);
    await open('/pipelines/team');
    await wrong(page).getByText('sound').waitFor();
    await goToEndOf(page, '- to: dev');
    for (let step = 0; step < '   # next'.length; step += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('x');
    await wrong(page).getByText('1 error').waitFor();
    await page.getByText('Drawn as it was before the errors.').waitFor();
    await node(page, 'dev').waitFor();

    await page.keyboard.press('Control+s');
    await page.getByText('It was not saved: something in it is wrong.').waitFor();
    expect(read(world, 'team')).toBe(team);
    await page.getByRole('button', { name: 'To the first of it' }).click();
    await page.locator('.cm-activeLine', { hasText: 'to:' }).waitFor();
    await page.getByRole('button', { name: 'Keep it as a draft' }).click();
    await toast(page, 'Kept beside the file, as a draft.').waitFor();
    expect(read(world, 'team')).toBe(team);

    await wrong(page).getByRole('button', { name: 'Write dev' }).click();
    await textBecomes(page, team);
    await wrong(page).getByText('sound').waitFor();
    await page.getByText('A draft is kept beside the file').waitFor();
    await page.getByRole('button', { name: 'Take it up' }).click();
    await wrong(page).getByText('1 error').waitFor();
  },
);

dashboard.test(
  'a field that no schema knows stays as it is, and warnings count when one wants them to',
  async ({ open, page, world }) => {
    const odd = team.replace('    model: opus\n', '    x_note: kept # ours\n    model: opus\n');
    write(world, 'team', odd);
    await open('/pipelines/team?node=planner');
    await wrong(page).getByText('1 error').waitFor();
    await page.getByText('It is drawn once nothing in it is wrong.').waitFor();
    const name = form(page, 'planner').getByRole('textbox', { name: 'Name' });
    await name.fill('The planner');
    await name.press('Tab');
    await page.locator('.cm-line', { hasText: 'name: The planner' }).waitFor();
    expect(changedLines(odd, await shownText(page))).toEqual(['+    name: The planner']);

    write(world, 'lone', team.replace('handoffs: [{to: qa}]', 'handoffs: []'));
    await page.goto(`${new URL(page.url()).origin}/pipelines/lone`);
    await wrong(page).getByText('1 warning').waitFor();
    expect(await page.getByText('warning', { exact: true }).count()).toBe(1);
    await wrong(page).getByText('Warnings count, too').click();
    expect(new URL(page.url()).searchParams.get('strict')).toBe('1');
  },
);

dashboard.test('what is changed elsewhere by a command is seen at once', async (at) => {
  const { open, page, client, world } = at;
  await open('/pipelines');
  await page.getByText('There is no pipeline yet.').waitFor();
  await client.pipeline.create({ pipeline: 'fresh', text: team });
  await row(page, /fresh/).waitFor();
  await row(page, /fresh/).click();
  await textBecomes(page, team);
  const { version } = await client.pipeline.show({ pipeline: 'fresh' });
  const changed = team.replace('Our team', 'Their team');
  await client.pipeline.write({ pipeline: 'fresh', text: changed, base: version });
  await textBecomes(page, changed);
  await page.getByRole('link', { name: 'Pipelines' }).first().click();
  await row(page, /fresh/).waitFor();
  await world.project.json(['pipeline', 'delete', 'fresh', '-y'], { env: world.me });
  await page.getByText('There is no pipeline yet.').waitFor();
});

dashboard.test('ids of the agents and keys are offered while one writes', async ({ open, page, world }) => {
  write(world, 'team', team);
  await open('/pipelines/team');
  await wrong(page).getByText('sound').waitFor();
  await goToEndOf(page, 'to: dev');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('- to: q');
  await page.getByRole('option', { name: 'qa' }).click();
  await page.locator('.cm-line', { hasText: '- to: qa' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('cond');
  await page.getByRole('option', { name: /^condition/ }).click();
  await page.locator('.cm-line', { hasText: 'condition:' }).waitFor();
});

dashboard.test(
  'who was slower is told, compares, and takes theirs or keeps their own',
  async ({ open, page, world, allow, checkAccessibility }) => {
    allow(/pipelines\/write: status 409/);
    write(world, 'team', team);
    await open('/pipelines/team?node=planner');
    const model = form(page, 'planner').getByRole('combobox', { name: 'Model' });
    await model.fill('mine');
    await model.press('Tab');
    await page.getByText('not saved').waitFor();
    const theirs = team.replace('calls: 20', 'calls: 40');
    write(world, 'team', theirs);
    await page.keyboard.press('Control+s');
    await page.getByText('Somebody else has changed the file').waitFor();
    expect(read(world, 'team')).toBe(theirs);
    await page.getByRole('button', { name: 'Compare' }).click();
    const compare = page.getByRole('dialog', { name: 'From theirs to yours' });
    await compare.getByText('limits: { calls: 40 }').waitFor();
    await checkAccessibility();
    await compare.getByRole('button', { name: 'Take theirs' }).click();
    await textBecomes(page, theirs);
    await page.getByText('not saved').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.locator('.cm-line', { hasText: 'model: mine' }).waitFor();
    write(world, 'team', `${theirs}# again\n`);
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await save(page);
    expect(read(world, 'team')).toBe(team.replace('opus', 'mine'));
  },
);

dashboard.test(
  'what is not saved is kept over a reload, and told of when one leaves',
  async ({ open, page, world }) => {
    write(world, 'team', team);
    await open('/pipelines/team');
    await goToEndOf(page, '# end');
    await page.keyboard.type(' of it');
    const changedText = team.replace('# end', '# end of it');
    await textBecomes(page, changedText);
    await page.getByText('not saved').waitFor();
    const asked = page.waitForEvent('dialog');
    const reloaded = page.reload();
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
    await reloaded;
    await textBecomes(page, changedText);
    await page.getByRole('link', { name: 'Board' }).click();
    await toast(page, 'team is not saved.').waitFor();
    await page.goBack();
    await textBecomes(page, changedText);
    await more(page, 'team').click();
    await page.getByRole('menuitem', { name: 'Throw my changes away' }).click();
    await page.getByRole('button', { name: 'Throw away' }).click();
    await textBecomes(page, team);
    await page.reload();
    await textBecomes(page, team);
    expect(read(world, 'team')).toBe(team);
  },
);

dashboard.test(
  'on a phone text, graph and form stand behind one another, by touch and by keyboard',
  { viewport: 'phone', theme: 'dark' },
  async ({ open, page, world, checkAccessibility, setTheme, setViewport }) => {
    write(world, 'team', team);
    await open('/pipelines');
    await page.getByText('sound').waitFor();
    await checkAccessibility();
    await open('/pipelines/team');
    await wrong(page).getByText('sound').waitFor();
    await checkAccessibility();
    await page.getByRole('radio', { name: 'Graph' }).click();
    await node(page, 'dev').click();
    await form(page, 'dev').waitFor();
    expect(new URL(page.url()).searchParams.get('show')).toBe('form');
    await checkAccessibility();
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(wide).toBe(360);
    const name = form(page, 'dev').getByRole('textbox', { name: 'Name' });
    await name.fill('Maker');
    await name.press('Enter');
    await page.getByText('not saved').waitFor();
    await page.getByRole('radio', { name: 'YAML' }).click();
    await page.locator('.cm-line', { hasText: 'name: Maker' }).waitFor();
    await setTheme('light');
    await checkAccessibility();
    await setViewport('desktop');
    await form(page, 'dev').waitFor();
    await checkAccessibility();
  },
);
