/*
 * The history checker judges what a run has left behind: the export (records and log) and what each caller was told.
 * It imports nothing of the program; it knows the log's format and the laws.
 */

export type Body = Readonly<Record<string, unknown>>;

export interface Event {
  readonly seq: number;
  readonly at: number;
  readonly command: number;
  readonly actor: string | null;
  readonly type: string;
  readonly kind: string;
  readonly id: string;
  readonly change: Body | null;
}

export interface Export {
  readonly lastSeq: number;
  readonly snapshotSeq: number;
  readonly snapshot: readonly { readonly kind: string; readonly body: Body }[];
  readonly records: readonly { readonly kind: string; readonly body: Body }[];
  readonly events: readonly Event[];
}

export function parseExport(text: string): Export {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Body & { t: string });
  return collectExport(lines);
}

export function collectExport(lines: readonly (object & { readonly t: string })[]): Export {
  const header = lines.find((line) => line.t === 'header') as
    | { seq: number; snapshotSeq: number }
    | undefined;
  if (header === undefined) throw new Error('the export has no header');
  const of = <T>(t: string): T[] => lines.filter((line) => line.t === t) as T[]; // each kind of line has one shape
  return {
    lastSeq: header.seq,
    snapshotSeq: header.snapshotSeq,
    snapshot: of('snapshot'),
    records: of('record'),
    events: of('event'),
  };
}

/** Records by `kind id`, as they are after each event. */
export class Replay {
  readonly state = new Map<string, Body>();

  constructor(exported: Pick<Export, 'snapshot'>) {
    for (const { kind, body } of exported.snapshot) this.state.set(`${kind} ${String(body['id'])}`, body);
  }

  apply(event: Event): void {
    const key = `${event.kind} ${event.id}`;
    if (event.change === null) this.state.delete(key);
    else this.state.set(key, { ...this.state.get(key), ...event.change });
  }

  get(kind: string, id: string): Body | undefined {
    return this.state.get(`${kind} ${id}`);
  }

  all(kind: string): Body[] {
    return [...this.state].filter(([key]) => key.startsWith(`${kind} `)).map(([, body]) => body);
  }
}
