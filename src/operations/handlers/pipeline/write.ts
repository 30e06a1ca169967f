import { ShoalError } from '../../../domain/errors.ts';
import { sentence } from '../../../domain/sentence.ts';
import type { Context } from '../../context.ts';
import { template } from './templates.ts';

const triesMax = 2;

/** A pipeline as a model writes it, asked again once with what was wrong. Throws INVALID_INPUT for what stays wrong. */
export async function writtenByModel(context: Context, name: string, description: string): Promise<string> {
  const pipelines = await context.pipelines();
  let wrong: readonly string[] = [];
  let text = '';
  for (let tried = 0; tried < triesMax; tried += 1) {
    context.tell?.(
      tried === 0 ? 'A model writes it; that takes a minute.' : 'It was not sound yet: asked again.',
    );
    text = yamlIn(await context.harnesses.ask(promptFor(context, description, text, wrong), context.signal));
    const { problems } = pipelines.check(name, text);
    wrong = problems
      .filter(({ severity }) => severity === 'error')
      .map(({ line, text: said }) => `line ${line}: ${said}`);
    if (wrong.length === 0) return text;
  }
  throw new ShoalError(
    'INVALID_INPUT',
    `What the model wrote is not sound: ${sentence(...wrong.slice(0, 3))}`,
    {
      hint: 'Describe it in other words, or begin with a template: `shoal pipeline create --help`.',
      details: { text, problems: wrong },
    },
  );
}

function promptFor(context: Context, description: string, before: string, wrong: readonly string[]): string {
  const found = context.harnesses.found();
  return [
    'Write a pipeline for Shoal: a YAML file that says which coding agents pass a task on to which.',
    'Answer with the YAML alone: no explanation, no fences.',
    `Runtimes that are installed: ${found.join(', ')}. Use no other.`,
    language,
    'One that is sound, as an example:',
    template('feature'),
    `What is wanted:\n${description}`,
    wrong.length === 0
      ? ''
      : `You wrote this:\n${before}\nIt has errors; put them right:\n${wrong.join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const language = `The language, in short:
- Top level: description, params, limits {calls, cost_usd}, agents (a list; the first one begins).
- An agent: id (letters, digits, _ and -), runtime, system_prompt (Jinja: {{ input }} is what it is given, {{ context }} what happened before), context_strategy (none, last_only, own, shared, both), tools: true when it must change files or run commands, handoffs, gate, human_input (before, on_demand, both), retry {max_retries, backoff}, join (all, any or a number: waits for the branches that lead to it).
- A handoff: to (an id, or several with commas: they run at the same time), condition (always, on_approve, on_reject, on_consensus, on_no_consensus, auto, or an expression such as severity == critical over fields that the agent ends its answer with), payload (template; {{ output }}, {{ input }}, {{ reject_reason }}).
- A gate: type llm with a prompt, type human with a prompt, or type command with command: [npm, test]; max_retries. Behind a gate there is a handoff for on_approve and one for on_reject.
- A session, where agents discuss: type: session, participants (ids of agents), max_rounds, consensus {method: vote, require: all}, summary_agent (a participant), handoffs. Participants see {{ transcript }} and agree with a line VOTE: AGREE.
- No other keys.`;

/** Without the fences and the words that models put around what was asked for. */
function yamlIn(answer: string): string {
  const fenced = /^```(?:ya?ml)?[ \t]*\n([\s\S]*?)^```/m.exec(answer)?.[1];
  const text = fenced ?? answer;
  const start =
    /^(?:#|name:|description:|params:|limits:|entry_point:|imports:|agents:)/m.exec(text)?.index ?? 0;
  return `${text.slice(start).trimEnd()}\n`;
}
