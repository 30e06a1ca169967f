import type { PipelineProblem } from '../../domain/pipeline/definition.ts';
import type { AgentData } from './schema.ts';
import { type Guess, problemAt, type Source } from './source.ts';

/** An agent as its file has it, and where that is. */
export interface PlacedAgent {
  readonly source: Source;
  /** `['agents', '2']`, or `['2']` in a bare list. */
  readonly path: readonly string[];
  readonly data: AgentData;
  readonly isImported: boolean;
}

export function problemOf(
  agent: PlacedAgent,
  key: readonly string[],
  text: string,
  guess?: Guess,
): PipelineProblem {
  return problemAt(agent.source, [...agent.path, ...key], text, guess === undefined ? {} : { guess });
}

export function warningOf(agent: PlacedAgent, key: readonly string[], text: string): PipelineProblem {
  return problemAt(agent.source, [...agent.path, ...key], text, { severity: 'warning' });
}

/** With what each extends put below it, however long the chain; abstract ones are left out. */
export function extended(agents: readonly PlacedAgent[]): {
  readonly agents: readonly PlacedAgent[];
  readonly problems: readonly PipelineProblem[];
} {
  const byId = new Map(agents.map((agent) => [agent.data.id, agent]));
  const problems: PipelineProblem[] = [];

  function whole(agent: PlacedAgent, below: readonly string[]): AgentData {
    const { extends: parentId, ...own } = agent.data;
    if (parentId === undefined || parentId === null) return own;
    const parent = byId.get(parentId);
    const chain = [...below, agent.data.id];
    if (parent === undefined) {
      if (below.length === 0)
        problems.push(
          problemOf(agent, ['extends'], `there is no agent "${parentId}" to extend`, {
            word: parentId,
            known: [...byId.keys()],
          }),
        );
      return own;
    }
    if (chain.includes(parentId)) {
      const text = `${[...chain, parentId].join(' extends ')}: that has no end`;
      // Once for each that stands in the circle.
      if (chain[0] === parentId) problems.push(problemOf(parent, ['extends'], text));
      return own;
    }
    const { abstract: _, id: __, name: ___, ...inherited } = whole(parent, chain);
    return { ...inherited, ...own };
  }

  const wholes = agents.map((agent) => ({ ...agent, data: whole(agent, []) }));
  return { agents: wholes.filter(({ data }) => data.abstract !== true), problems };
}
