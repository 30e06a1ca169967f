import { subjectOf } from '../../../domain/request-subject/subject.ts';
import type { ByKind, View } from '../../../store/port.ts';
import type { Context } from '../../context.ts';
import type * as contracts from '../../contracts/request.ts';
import type { OutputOf } from '../../define.ts';

export type SubjectObject = OutputOf<typeof contracts.requestShow>['subject'];

const previewMax = 20_000;

/** With the run that waits, when it is one of a pipeline. */
export function toSubject(
  view: View,
  context: Pick<Context, 'place'>,
  request: ByKind<'request'>,
): SubjectObject {
  const subject = subjectOf(request, rootOf(view, context, request));
  const run = runOf(view, request);
  return {
    ...subject,
    kind: run !== null && subject.kind === 'approval' ? 'gate' : subject.kind,
    // What is judged is in the preview.
    text: run === null ? subject.text : null,
    edits: [...subject.edits],
    questions: subject.questions.map((question) => ({ ...question, choices: [...question.choices] })),
    run,
  };
}

/** Where its asker stands. */
export function rootOf(
  view: View,
  { place }: Pick<Context, 'place'>,
  { session: id }: Pick<ByKind<'request'>, 'session'>,
): string {
  const session = id === null ? undefined : view.get('session', id);
  return session?.directory ?? place.root;
}

function runOf(view: View, { id, agent, detail }: ByKind<'request'>): SubjectObject['run'] {
  const run = view.get('run', agent);
  const [step] = run === undefined ? [] : view.list('step', { where: { request: id }, limit: 1 });
  if (run === undefined || step === undefined) return null;
  const text = typeof detail === 'string' ? detail : '';
  return {
    id: run.id,
    title: run.title,
    pipeline: run.pipeline,
    node: step.node,
    step: step.id,
    of: step.kind === 'gate' ? step.from : null,
    preview: text.slice(0, previewMax),
    chars: text.length,
  };
}
