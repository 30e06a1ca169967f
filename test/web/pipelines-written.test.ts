import { afterAll, expect } from 'bun:test';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dashboard, dashboardTests } from '../support/browser.ts';

const dashboard = dashboardTests();
const bin = mkdtempSync(join(tmpdir(), 'shoal-asked-'));
afterAll(() => rmSync(bin, { recursive: true, force: true }));

/** What claude is when it is asked once: each time it keeps what it was told, and says what a test gives it to say. */
const claude = `#!/bin/sh
cd "$FAKE_DIR" || exit 1
n=1; while [ -e "told-$n" ]; do n=$((n + 1)); done
cat > "told-$n"
until [ -e "says-$n" ]; do [ -d "$FAKE_DIR" ] || exit 1; sleep 0.02; done
cat "says-$n"
`;
writeFileSync(join(bin, 'claude'), claude, { mode: 0o755 });
const world = { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } };

const sound = `description: By a model
agents:
  - { id: one, runtime: fake, system_prompt: "{{ input }}", handoffs: [{ to: two }] }
  - { id: two, runtime: fake, system_prompt: "{{ input }}" }
`;
const unsound = sound.replace('to: two', 'to: tow');

const folder = ({ me }: Dashboard['world']) => me['FAKE_DIR'] ?? '';
const told = (of: Dashboard['world'], nth: number) => readFileSync(join(folder(of), `told-${nth}`), 'utf8');

function say(of: Dashboard['world'], nth: number, text: string): void {
  const whole = join(folder(of), `whole-${nth}`);
  writeFileSync(whole, text);
  renameSync(whole, join(folder(of), `says-${nth}`));
}

async function describe({ page, open }: Dashboard, name: string, words: string) {
  await open('/pipelines');
  await page.getByRole('button', { name: /^New pipeline/ }).click();
  const dialog = page.getByRole('dialog', { name: 'New pipeline' });
  await dialog.getByText('your words').click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  const create = dialog.getByRole('button', { name: 'Create' });
  expect(await create.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'What it should do' }).fill(words);
  await create.click();
  return dialog;
}

dashboard.test(
  'a pipeline is described in words; a model writes it, is told what was wrong, and it opens in the editor',
  { world },
  async (use) => {
    const { page, checkAccessibility } = use;
    const dialog = await describe(use, 'team', 'Two, one after the other');
    await dialog.getByText('A model writes it; that takes a minute …').waitFor();
    await checkAccessibility();
    say(use.world, 1, `Here it is:\n\n\`\`\`yaml\n${unsound}\`\`\`\n`);
    say(use.world, 2, `\`\`\`yaml\n${sound}\`\`\`\n`);
    await page.getByRole('heading', { name: 'Pipelines / team' }).waitFor();
    await page.locator('.react-flow__node[data-id="two"]').waitFor();
    expect(told(use.world, 1)).toContain('Two, one after the other');
    expect(told(use.world, 2)).toContain('did you mean two?');
    expect(readFileSync(join(use.world.project.dir, '.shoal/pipelines/team.yaml'), 'utf8')).toBe(sound);
  },
);

dashboard.test(
  'what a model cannot write is said, and the words stay to be said otherwise',
  { world },
  async (use) => {
    const { page, allow } = use;
    allow(/pipelines.* status 4\d\d/);
    for (const nth of [1, 2]) say(use.world, nth, unsound);
    const dialog = await describe(use, 'team', 'Two who never meet');
    await page.getByRole('alertdialog', { name: /What the model wrote is not sound/ }).waitFor();
    const words = dialog.getByRole('textbox', { name: 'What it should do' });
    expect(await words.inputValue()).toBe('Two who never meet');
    say(use.world, 3, sound);
    await words.fill('Two, one after the other');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Pipelines / team' }).waitFor();
    expect(told(use.world, 3)).toContain('Two, one after the other');
  },
);
