/** One thing the scripted model says: a tool call, or a text that ends the turn. */
export type Turn =
  | { readonly tool: string; readonly input: Record<string, unknown> | string; readonly namespace?: string }
  | { readonly text: string; readonly rest?: Rest };

/** What a text ends with, and what is waited for before it is said. */
export interface Rest {
  readonly after: Promise<unknown>;
  readonly text: string;
}

/** One request that a harness made to the model. */
export interface ModelRequest {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** How one vendor's wire format is recognised and answered. */
export interface Protocol {
  readonly matches: (path: string) => boolean;
  /** Whether the request is a turn of the conversation; side requests (titles, summaries) offer no tools. */
  readonly isTurn: (body: Record<string, unknown>) => boolean;
  readonly answer: (turn: Turn, callId: string, request: ModelRequest) => Response;
}

/** A server-sent event; without a name only the data line is sent. */
export interface SseEvent {
  readonly event?: string;
  readonly data: unknown;
}

/** The events in order; what follows a promise is sent when it has settled. */
export function sse(events: readonly (SseEvent | Promise<unknown>)[]): Response {
  const encoder = new TextEncoder();
  const left = [...events];
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = left.shift();
      if (next === undefined) return controller.close();
      if (next instanceof Promise) {
        await next.catch(() => undefined); // whoever holds it back says why
        return this.pull?.(controller);
      }
      controller.enqueue(encoder.encode(formatEvent(next)));
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  });
}

export function hasTools(body: Record<string, unknown>): boolean {
  return Array.isArray(body['tools']) && body['tools'].length > 0;
}

/** A text whole, as it stands in the conversation afterwards. */
export function wholeText({ text, rest }: Extract<Turn, { text: string }>): string {
  return text + (rest?.text ?? '');
}

function formatEvent({ event, data }: SseEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
