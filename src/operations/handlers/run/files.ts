import {
  agentFile,
  contextFile,
  type SessionText,
  type StageText,
  transcriptFile,
} from '../../../domain/pipeline/run-texts.ts';
import type { ByKind, View } from '../../../store/port.ts';
import { isoTime } from '../../present.ts';
import { inputOf, outputOf, stepsOf } from './board.ts';

/** The files of a run by their names, as they follow from its records. */
export function runFiles(view: View, run: ByKind<'run'>): ReadonlyMap<string, string> {
  const steps = stepsOf(view, run.id);
  const files = new Map([['context.md', contextOfRun(view, steps)]]);
  for (const [node, text] of agentTexts(view, steps)) files.set(`agent_${node}.md`, text);
  const transcript = transcriptFile(sessionsOf(view, steps));
  if (transcript !== '') files.set('transcript.md', transcript);
  if (run.chunks.length > 0) files.set('chunks.json', chunksJson(run));
  const latest = steps.findLast(
    ({ kind, from }) => (kind === 'stage' || kind === 'session') && from !== null,
  );
  if (latest !== undefined) files.set('current_payload.md', inputOf({ tx: view }, latest));
  return new Map(
    [...files].map(([name, text]) => [name, text.endsWith('\n') || text === '' ? text : `${text}\n`]),
  );
}

type Steps = readonly ByKind<'step'>[];

/** Stages in the order in which they ended, with all that they were given and gave. */
export function contextOfRun(view: View, steps: Steps): string {
  return contextFile(stagesOf(view, steps));
}

export function stagesOf(view: View, steps: Steps): readonly StageText[] {
  const stages = steps.flatMap((step): readonly StageText[] => {
    const { stage, node, label, decision, reason, endedAt } = step;
    if (stage === null) return [];
    return [
      {
        stage,
        node,
        label,
        decision,
        reason,
        endedAt,
        input: inputOf({ tx: view }, step),
        output: outputOf({ tx: view }, step),
      },
    ];
  });
  return stages.toSorted((one, other) => one.stage - other.stage);
}

/** Of agents alone: a person who spoke has no file, and neither has a session. */
function agentTexts(view: View, steps: Steps): readonly (readonly [string, string])[] {
  const said = steps.filter(
    ({ kind, state, node }) =>
      state === 'done' &&
      (kind === 'stage' || kind === 'turn' || kind === 'summary') &&
      !node.startsWith('@'),
  );
  return [...Map.groupBy(said, ({ node }) => node)].map(([node, own]) => [
    node,
    agentFile(
      own.map((step) => ({
        node,
        endedAt: step.endedAt,
        title: titleOf(step),
        output: outputOf({ tx: view }, step),
      })),
    ),
  ]);
}

function titleOf({ kind, stage, round }: ByKind<'step'>): string {
  if (kind === 'turn') return `Round ${round}`;
  return kind === 'summary' ? 'Summary' : `Stage ${stage ?? ''}`;
}

function sessionsOf(view: View, steps: Steps): readonly SessionText[] {
  return steps
    .filter(({ kind, startedAt }) => kind === 'session' && startedAt !== null)
    .map((session) => {
      const turns = steps.filter(
        ({ from, kind, state }) => from === session.id && kind === 'turn' && state === 'done',
      );
      const summary = steps.find(
        ({ from, kind, state }) => from === session.id && kind === 'summary' && state === 'done',
      );
      return {
        id: session.node,
        topic: inputOf({ tx: view }, session),
        participants: [...new Set(turns.map(({ node }) => node))],
        startedAt: session.startedAt,
        turns: turns.map((turn) => ({
          node: turn.node,
          endedAt: turn.endedAt,
          output: outputOf({ tx: view }, turn),
          round: turn.round,
          agrees: turn.agrees,
        })),
        summary: summary === undefined ? null : outputOf({ tx: view }, summary),
        isReached: session.state === 'done' ? session.agrees === true : null,
        round: session.round,
      };
    });
}

function chunksJson({ chunks }: ByKind<'run'>): string {
  const all = chunks.map(({ id, description, status, createdBy, completedBy, createdAt, updatedAt }) => ({
    id,
    description,
    status,
    created_by: createdBy,
    completed_by: completedBy,
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  }));
  return JSON.stringify({ chunks: all }, null, 2);
}
