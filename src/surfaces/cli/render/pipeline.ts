import type * as contracts from '../../../operations/contracts/pipeline.ts';
import { drawnAsText } from '../../../domain/pipeline/mermaid.ts';
import type { OutputOf } from '../../../operations/define.ts';
import { columns, lines, literal, literalBlock, nextStep, paint, plural, type Style } from './style.ts';

type Validated = OutputOf<typeof contracts.pipelineValidate>;
type Node = OutputOf<typeof contracts.pipelineAgents>['agents'][number];

export function renderList(rows: OutputOf<typeof contracts.pipelineList>, style: Style): string {
  if (rows.length === 0)
    return lines('There is no pipeline yet.', nextStep(style, 'shoal pipeline create NAME'));
  return columns(
    style,
    rows.map(({ name, file, isDefault, agents, errors, warnings }) => [
      isDefault ? '★' : '',
      literal(name),
      errors > 0 ? '-' : String(agents),
      errors > 0
        ? paint(style, 'failed', plural(errors, 'error'))
        : warnings > 0
          ? plural(warnings, 'warning')
          : 'sound',
      literal(file),
    ]),
    { heading: ['', 'name', 'agents', '', 'file'] },
  );
}

export function renderValidate(found: Validated, style: Style): string {
  const { file, ok, agents, features, params, problems } = found;
  const uses = features.length === 0 ? '' : `, with ${features.join(', ')}`;
  return lines(
    ...problems.map((problem) => problemLine(problem, style)),
    ok ? `${literal(file)} is sound: ${plural(agents, 'agent')}${uses}.` : undefined,
    params.length === 0 ? undefined : `It takes ${params.map(paramText).join(', ')}.`,
    ok ? nextStep(style, 'shoal graph') : `${literal(file)} cannot run: ${counts(problems)}.`,
  );
}

function problemLine(
  { file, line, column, severity, text }: Validated['problems'][number],
  style: Style,
): string {
  const word = paint(style, severity === 'error' ? 'failed' : 'needsYou', severity);
  return `${literal(file)}:${line}:${column}: ${word}: ${literal(text)}`;
}

function counts(problems: Validated['problems']): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [errors === 0 ? '' : plural(errors, 'error'), warnings === 0 ? '' : plural(warnings, 'warning')]
    .filter((text) => text !== '')
    .join(', ');
}

function paramText({ name, required, default: fallback }: Validated['params'][number]): string {
  if (fallback !== null) return `${literal(name)} (${literal(String(fallback))})`;
  return required ? `${literal(name)} (needed)` : literal(name);
}

export function renderAgents(
  { pipeline, entry, agents }: OutputOf<typeof contracts.pipelineAgents>,
  style: Style,
): string {
  return lines(
    `${paint(style, 'strong', literal(pipeline))}  begins at ${entry === null ? 'whom a model picks' : literal(entry)}`,
    ...agents.map((agent) => lines(about(agent, style), ...agent.handoffs.map(handoffLine))),
  );
}

function about(node: Node, style: Style): string {
  const facts = [
    node.type === 'session'
      ? `session of ${node.participants.map(literal).join(', ')}`
      : literal(node.runtime ?? ''),
    ...(node.model === null ? [] : [literal(node.model)]),
    ...(node.mcp.length === 0 ? [] : [`mcp ${node.mcp.map(literal).join(', ')}`]),
    ...(node.gate === null ? [] : [`${node.gate} gate`]),
  ];
  return `${paint(style, 'strong', literal(node.id))}  ${facts.join(' · ')}`;
}

function handoffLine({ to, condition, task }: Node['handoffs'][number]): string {
  const whom = to.length === 0 ? 'whom it names' : to.map(literal).join(', ');
  const when = condition === 'always' ? '' : `  when ${literal(condition)}`;
  return `  → ${whom}${when}${task === null ? '' : `  (${literal(task)})`}`;
}

export async function renderGraph(
  { mermaid }: OutputOf<typeof contracts.pipelineGraph>,
  style: Style,
): Promise<string> {
  const { renderMermaidASCII } = await import('beautiful-mermaid');
  const draw = (text: string): string =>
    drawnAsText(text, (hidden) => renderMermaidASCII(hidden, { colorMode: 'none' })).trimEnd();
  const wide = draw(mermaid);
  const isTooWide = wide.split('\n').some((line) => line.length > style.width);
  return literalBlock(isTooWide ? draw(mermaid.replace(/^flowchart LR/, 'flowchart TD')) : wide);
}

export function renderShow({ text }: OutputOf<typeof contracts.pipelineShow>): string {
  return literalBlock(text.trimEnd());
}

function created({ name, file, problems }: OutputOf<typeof contracts.pipelineCreate>, style: Style): string {
  return lines(
    ...problems.map((problem) => problemLine(problem, style)),
    `${literal(name)} is in ${literal(file)}`,
    nextStep(style, `shoal graph --pipeline ${name}`),
  );
}

export const renderCreate = created;
export const renderDuplicate = created;

export function renderWrite(
  { file, version, changed, draft, problems }: OutputOf<typeof contracts.pipelineWrite>,
  style: Style,
): string {
  const what =
    draft !== null ? `is as it was; the draft is ${literal(draft)}` : changed ? 'is changed' : 'is as it was';
  return lines(
    ...problems.map((problem) => problemLine(problem, style)),
    `${literal(file)} ${what}. It is at version ${version}.`,
  );
}

export function renderParams(
  { pipeline, params }: OutputOf<typeof contracts.pipelineParams>,
  style: Style,
): string {
  if (params.length === 0) return `${literal(pipeline)} takes no parameters.`;
  return columns(
    style,
    params.map(({ name, type, value, isMissing, description, prompt }) => [
      literal(name),
      type,
      isMissing ? paint(style, 'needsYou', 'needed') : literal(String(value ?? '')),
      literal(description ?? prompt ?? ''),
    ]),
    { heading: ['name', 'kind', 'value', 'about'] },
  );
}

export function renderSchema(schema: OutputOf<typeof contracts.pipelineSchema>): string {
  return JSON.stringify(schema, null, 2);
}

export function renderSetDefault({ name }: OutputOf<typeof contracts.pipelineSetDefault>): string {
  return name === null ? 'No pipeline is the default.' : `The default pipeline is ${literal(name)}.`;
}

export function renderRemove({ file, text }: OutputOf<typeof contracts.pipelineRemove>): string {
  return lines(literalBlock(text.trimEnd()), `${literal(file)} is deleted; that was its text.`);
}

export function renderEdit(
  { name, file, changed, draft, problems }: OutputOf<typeof contracts.pipelineEdit>,
  style: Style,
): string {
  const told = problems.map((problem) => problemLine(problem, style));
  if (draft !== null)
    return lines(
      ...told,
      `${literal(file)} is as it was. Your edit is kept in ${literal(draft)}.`,
      nextStep(style, `shoal pipeline edit ${name}`),
    );
  return lines(...told, changed ? `${literal(file)} is changed.` : `${literal(file)} is as it was.`);
}

export function renderPull(pulled: OutputOf<typeof contracts.pipelinePull>, style: Style): string {
  if (pulled.length === 0) return 'No pipeline is pinned in .shoal/pipelines.lock.json.';
  return lines(...pulled.map((one) => pulledText(one, style)));
}

function pulledText(
  { name, version, file, from, changed, runs, accepted }: OutputOf<typeof contracts.pipelinePull>[number],
  style: Style,
): string {
  const where = changed ? `is in ${literal(file)}` : `was in ${literal(file)} already`;
  return lines(
    `${paint(style, 'strong', literal(name))} ${literal(version)} from ${literal(from)} ${where}`,
    accepted ? undefined : 'It would run:',
    ...(accepted ? [] : runs.map((line) => `  ${literal(line)}`)),
    accepted
      ? nextStep(style, `shoal run TEXT --pipeline ${name}`)
      : `A person agrees to that with: shoal pipeline accept ${literal(name)}`,
  );
}

export function renderAccept(
  { name, runs }: OutputOf<typeof contracts.pipelineAccept>,
  style: Style,
): string {
  return lines(
    `${literal(name)} may run here:`,
    ...runs.map((line) => `  ${literal(line)}`),
    nextStep(style, `shoal run TEXT --pipeline ${name}`),
  );
}

export function renderPublish(
  { name, version, to, latest, notes }: OutputOf<typeof contracts.pipelinePublish>,
  style: Style,
): string {
  return lines(
    `${literal(name)} ${literal(version)} is published to ${literal(to)}.`,
    latest === version ? undefined : `The latest is still ${literal(latest)}.`,
    ...notes.map((note) => paint(style, 'needsYou', literal(note))),
  );
}

export function renderSearch(found: OutputOf<typeof contracts.pipelineSearch>, style: Style): string {
  if (found.length === 0)
    return lines('Nothing of that is there.', nextStep(style, 'shoal pipeline create --help'));
  return columns(
    style,
    found.map(({ name, latest, description, from }) => [
      literal(name),
      literal(latest),
      literal(description ?? ''),
      literal(from),
    ]),
    { heading: ['name', 'latest', 'about', 'from'] },
  );
}

export function renderVersions(rows: OutputOf<typeof contracts.pipelineVersions>, style: Style): string {
  return columns(
    style,
    rows.map(({ version, isLatest, isPinned, sha256, from }) => [
      literal(version),
      [isLatest ? 'latest' : '', isPinned ? 'here' : ''].filter((word) => word !== '').join(', '),
      sha256 === null ? '' : sha256.slice(0, 12),
      literal(from),
    ]),
    { heading: ['version', '', 'sha256', 'from'] },
  );
}
