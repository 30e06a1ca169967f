import type { Step } from './model-server.ts';
import type { ModelRequest } from './protocols/protocol.ts';

/** What the model says, in order, while `[[name]]` is the latest such word that it was told. */
export type Scenes = Readonly<Record<string, readonly Step[]>>;

export interface Play {
  readonly next: Extract<Step, Function>;
  /** The requests of a scene so far. */
  readonly requests: (scene: string) => readonly ModelRequest[];
}

export function play(scenes: Scenes): Play {
  /** In the order in which they were first told: a harness may put what it was told later before what came earlier. */
  const requests = new Map<string, ModelRequest[]>();
  const names = Object.keys(scenes);

  function sceneOf(request: ModelRequest): string {
    const body = JSON.stringify(request.body);
    const told = names.filter((name) => body.includes(`[[${name}]]`));
    for (const name of told.toSorted((one, other) => place(body, one) - place(body, other)))
      if (!requests.has(name)) requests.set(name, []);
    return [...requests.keys()].findLast((name) => told.includes(name)) ?? '';
  }

  return {
    requests: (scene) => requests.get(scene) ?? [],
    next(request) {
      const scene = sceneOf(request);
      const index = (requests.get(scene)?.push(request) ?? 0) - 1;
      const step = scenes[scene]?.[index] ?? { text: `nothing more is written for ${scene}` };
      return typeof step === 'function' ? step(request) : step;
    },
  };
}

function place(body: string, name: string): number {
  return body.lastIndexOf(`[[${name}]]`);
}
