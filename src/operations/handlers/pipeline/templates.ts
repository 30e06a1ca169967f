import { ShoalError } from '../../../domain/errors.ts';

/** What comes with the program, to begin with. */
const templates: Readonly<Record<string, string>> = {
  plan: `# Who plans, and who does it. Checked with: shoal validate   Drawn with: shoal graph
agents:
  - id: planner
    runtime: claude
    system_prompt: |
      Write a short plan for this task: what to change, where, and how to prove it. Change nothing yourself.

      {{ input }}
    handoffs:
      - to: executor

  - id: executor
    runtime: claude
    context_strategy: last_only
    system_prompt: |
      Carry out this plan, and say what you did:

      {{ input }}
`,
};

/** Throws NOT_FOUND. */
export function template(name = 'plan'): string {
  const found = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (found !== undefined) return found;
  throw new ShoalError('NOT_FOUND', `There is no template "${name}".`, {
    hint: `There are: ${Object.keys(templates).join(', ')}.`,
  });
}
