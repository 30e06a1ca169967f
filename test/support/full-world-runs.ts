import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShoalClient } from '../../src/client/index.ts';
import type { Served } from './agents.ts';
import type { Wording } from './wording.ts';

/** The profiles that its pipelines run with, as lines of shoal.yaml: each says one thing. `folder` is for what they say. */
export function runProfiles(folder: string, { block }: Wording): string {
  const says = {
    planner:
      '## Plan\n\n1. Read the handlers that answer with a list\n2. Let `page` of the store cut it\n3. Tell the total in a header',
    critic: 'The plan forgets the last page: `page=0` must be refused.\n\nWith that in it:\n\nVOTE: AGREE',
    author: 'True. I put it in, and a test for it.\n\nVOTE: AGREE',
    builder:
      'Three routes are paged, nine tests are new, and all pass.\n\n- `GET /users`\n- `GET /teams`\n- `GET /events`',
  };
  return Object.entries(says)
    .map(([name, text]) => {
      const file = join(folder, `${name}.md`);
      writeFileSync(file, `${block('')}\n${text}\n`);
      return `  ${name}: { harness: command, command: [sh, -c, 'cat > /dev/null; cat ${file}'], permission: full }\n`;
    })
    .join('');
}

/** One run that has ended, r1, and one at its gate, r2; two pipelines, one of them published. */
export async function startRuns(world: Served, person: ShoalClient, wording: Wording): Promise<void> {
  const { line, block } = wording;
  const folder = join(world.project.dir, '.shoal/pipelines');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'feature.yaml'), feature(wording));
  writeFileSync(join(folder, 'review.yaml'), review(wording));
  const ended = await person.run.start({ text: block('Review the routes of users'), pipeline: 'review' });
  await untilRun(world, ended.id, 'completed');
  const waiting = await person.run.start({
    text: block('Page every list that can be long'),
    pipeline: 'feature',
  });
  await untilRun(world, waiting.id, 'waiting');
  await person.pipeline.publish({
    pipeline: 'review',
    name: 'team-review',
    description: line('Two who read, one report'),
    local: true,
  });
}

function untilRun(world: Served, id: string, state: string): Promise<unknown> {
  return world.until((view) => view.get('run', id)?.state === state);
}

const isPlain = /^[\n -~]*$/;
const textMax = 4_000;

/** As a block where YAML can hold it as it is, else in quotes. */
function yamlText(text: string): string {
  const kept = text.slice(0, textMax);
  if (!isPlain.test(kept) || !kept.includes('\n')) return JSON.stringify(kept);
  return `|\n${kept.trimEnd().replaceAll(/^(?=.)/gm, '      ')}`;
}

function prompt({ block }: Wording, text: string): string {
  return yamlText(`${block(text)}\n{{ input }}\n`);
}

function feature(wording: Wording): string {
  const { line } = wording;
  const chunks = ['Read what is there', 'Page the answer', 'Try the last page'].map((text) =>
    yamlText(line(text)),
  );
  return `# From a wish to what was agreed on, and built
agents:
  - id: plan
    runtime: planner
    system_prompt: ${prompt(wording, 'Plan this task, and change nothing yourself:')}
    handoffs:
      - to: discuss
        task: ${yamlText(line('discuss it'))}

  # Whoever disagrees says why
  - id: discuss
    type: session
    participants: [critic, author]
    max_rounds: 3
    chunks:
      initial: [${chunks.join(', ')}]
    handoffs:
      - to: build

  - id: critic
    runtime: critic
    system_prompt: ${prompt(wording, 'What does this plan forget?')}

  - id: author
    runtime: author
    system_prompt: ${prompt(wording, 'Answer what the critic says.')}

  - id: build
    runtime: builder
    system_prompt: ${prompt(wording, 'Carry out this plan, and say what you did:')}
    gate:
      type: human
      prompt: ${yamlText(line('Shall it go out?'))}
    handoffs:
      - to: build
        condition: on_reject
`;
}

function review(wording: Wording): string {
  return `agents:
  - id: read
    runtime: planner
    system_prompt: ${prompt(wording, 'Read what changed.')}
    handoffs:
      - to: report

  - id: report
    runtime: builder
    system_prompt: ${prompt(wording, 'Make one report of it.')}
`;
}
