import type { AgentNode, Pipeline, SessionNode } from './definition.ts';
import { mentions, renderTemplate } from './template.ts';

/** What a prompt may speak of. */
export interface PromptParts {
  readonly input: string;
  readonly context: string;
  readonly transcript: string;
  readonly chunks: string;
}

/** The whole prompt of a stage. What it is given is put below a template that does not ask for it. Throws TemplateError. */
export function stagePrompt(node: AgentNode, parts: PromptParts, ids: readonly string[]): string {
  return joined(
    renderTemplate(node.prompt, { ...parts }),
    withInput(node, parts),
    howToHandOver(node, ids),
    howToAsk(node),
  );
}

/** The whole prompt of a turn in a session. Throws TemplateError. */
export function turnPrompt(
  node: AgentNode,
  session: SessionNode,
  parts: PromptParts,
  { round, isSummary }: { readonly round: number; readonly isSummary: boolean },
): string {
  const { keyword, requireChunksDone } = session.consensus;
  const said = parts.transcript === '' ? '' : `What was said so far:\n\n${parts.transcript}`;
  const vote = `To agree, write on a line of its own:\n${keyword}`;
  return joined(
    renderTemplate(node.prompt, { ...parts }),
    withInput(node, parts),
    mentions(node.prompt, 'transcript') ? '' : said,
    session.chunks === null || mentions(node.prompt, 'chunks')
      ? ''
      : `Chunks of the work:\n\n${parts.chunks}`,
    session.chunks === null ? '' : howToChunk(requireChunksDone),
    isSummary
      ? 'The discussion is over. Write its result, whole and by itself: it goes on to who does the work.'
      : `This is round ${round} of at most ${session.maxRounds}, with ${session.participants.join(', ')}. You are ${node.id}.`,
    isSummary || node.prompt.includes(keyword) ? '' : vote,
  );
}

function withInput({ prompt }: AgentNode, { input }: PromptParts): string {
  return mentions(prompt, 'input') ? '' : input;
}

function howToHandOver({ handoffs, prompt, id }: AgentNode, ids: readonly string[]): string {
  const auto = handoffs.find(({ condition }) => condition.type === 'auto');
  if (auto === undefined || /HANDOFF/i.test(prompt)) return '';
  const whom = auto.to.length === 0 ? ids.filter((one) => one !== id) : auto.to;
  return `End with a line that names who goes on:\nHANDOFF: ${whom.join(' | ')}`;
}

function howToAsk({ humanInput, prompt }: AgentNode): string {
  if (humanInput === null || humanInput.mode === 'before' || /HUMAN_INPUT/i.test(prompt)) return '';
  return 'If you cannot go on without a person, ask on a line of its own, and end there:\nHUMAN_INPUT: your question';
}

function howToChunk(requireDone: boolean): string {
  const end = requireDone ? ' The discussion ends when all are done.' : '';
  return `Change the list of chunks by lines of their own: CHUNK_ADD: what, CHUNK_DONE: C-001, CHUNK_REMOVE: C-001.${end}`;
}

/** What a judging model is asked; `input`: what the run was asked for. Throws TemplateError. */
export function gatePrompt(
  question: string,
  { output, input }: { readonly output: string; readonly input: string },
): string {
  const asked = renderTemplate(question, { output, input }).trim();
  return joined(
    'Judge the work below. Change nothing. Answer with one JSON object and nothing else:\n{"decision": "approved" | "rejected", "reason": "…"}',
    asked === '' ? 'Is it good enough to go on?' : asked,
    mentions(question, 'output') ? '' : `The work:\n\n${output}`,
  );
}

const promptShownMax = 150;

/** What a model is asked that picks who begins. */
export function entryPrompt({ nodes }: Pick<Pipeline, 'nodes'>, input: string): string {
  const list = Object.values(nodes).map((node) => {
    const about = node.type === 'agent' ? node.prompt : `a discussion of ${node.participants.join(', ')}`;
    return `- ${node.id}: ${about.replace(/\s+/g, ' ').trim().slice(0, promptShownMax)}`;
  });
  return joined(
    'Who should begin with the task below? Answer with one of these ids and nothing else. Do not do the task.',
    list.join('\n'),
    `The task:\n\n${input}`,
  );
}

/** Whom it named: the first word that is an id; null when it named nobody. */
export function namedEntry(output: string, ids: readonly string[]): string | null {
  const words = output.match(/[A-Za-z_][\w-]*/g) ?? [];
  for (const word of words) {
    const id = ids.find((one) => one.toLowerCase() === word.toLowerCase());
    if (id !== undefined) return id;
  }
  return null;
}

function joined(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}
