/*
 * The texts of a run as files that people read: its stages, its discussions, what one agent said. All of them follow from the
 * run's records.
 */

export interface StageText {
  readonly stage: number;
  readonly node: string;
  readonly label: string | null;
  readonly decision: string | null;
  readonly reason: string | null;
  readonly endedAt: number | null;
  readonly input: string;
  readonly output: string;
}

export function contextFile(stages: readonly StageText[]): string {
  return stages.map(stageSection).join('\n\n---\n\n');
}

function stageSection(stage: StageText): string {
  const { decision, reason, endedAt, input, output } = stage;
  const why =
    reason === null || reason === ''
      ? []
      : [
          `**${decision === 'approved' ? 'Why' : decision === null ? 'Nobody goes on' : 'Rejected'}:** ${reason}`,
        ];
  return [
    `## ${titleOf(stage)}`,
    `**Status:** ${decision ?? 'completed'} (${clock(endedAt)})`,
    ...why,
    `### Input\n\n${input.trim()}`,
    `### Output\n\n${output.trim()}`,
  ].join('\n\n');
}

/** What stages gave, without what they were given: that is mostly what those before gave. */
export function outputsText(stages: readonly StageText[]): string {
  return stages.map((stage) => `### ${titleOf(stage)}\n\n${stage.output.trim()}`).join('\n\n');
}

function titleOf({ stage, node, label }: StageText): string {
  return `[stage ${stage}] ${node} — ${label ?? 'execute'}`;
}

export interface SaidText {
  readonly node: string;
  readonly endedAt: number | null;
  readonly output: string;
}

/** All that one agent said, in the order in which it did. */
export function agentFile(said: readonly (SaidText & { readonly title: string })[]): string {
  return said
    .map(({ title, endedAt, output }) => `## ${title} (${clock(endedAt)})\n\n${output.trim()}`)
    .join('\n\n');
}

export interface SessionText {
  readonly id: string;
  readonly topic: string;
  readonly participants: readonly string[];
  readonly startedAt: number | null;
  readonly turns: readonly (SaidText & { readonly round: number; readonly agrees: boolean | null })[];
  readonly summary: string | null;
  /** null while it goes on. */
  readonly isReached: boolean | null;
  readonly round: number;
}

export function transcriptFile(sessions: readonly SessionText[]): string {
  return sessions.map(sessionMinutes).join('\n\n');
}

function sessionMinutes(session: SessionText): string {
  const rounds = [...Map.groupBy(session.turns, ({ round }) => round)];
  return [
    `# Session ${session.id}`,
    `**Topic:** ${session.topic.trim()}`,
    `**Participants:** ${session.participants.join(', ')}`,
    `**Started:** ${clock(session.startedAt)}`,
    '---',
    ...rounds.flatMap(([round, turns]) => [
      `## Round ${round}`,
      ...turns.map(
        ({ node, endedAt, output }) => `### [${node}] (${clock(endedAt).slice(11, 19)})\n\n${output.trim()}`,
      ),
    ]),
    ...outcome(session),
  ].join('\n\n');
}

function outcome({ isReached, round, turns, summary }: SessionText): readonly string[] {
  if (isReached === null) return [];
  if (!isReached) return ['---', `## No consensus after round ${round}`];
  const agreed = turns.filter((turn) => turn.round === round && turn.agrees === true).map(({ node }) => node);
  const result = summary === null ? [] : [`### Summary\n\n${summary.trim()}`];
  return ['---', `## Consensus in round ${round}`, `**Agreed:** ${agreed.join(', ')}`, ...result];
}

/** `2026-01-31 09:00:00 UTC`. */
function clock(at: number | null): string {
  return at === null ? 'not yet' : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
