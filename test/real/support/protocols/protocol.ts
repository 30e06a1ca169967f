/** One thing the scripted model says: a tool call, or a final text that ends the turn. */
export type Turn =
  | { readonly tool: string; readonly input: Record<string, unknown> | string; readonly namespace?: string }
  | { readonly text: string };

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

export function sse(events: readonly SseEvent[]): Response {
  const body = events.map(formatEvent).join('');
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  });
}

export function hasTools(body: Record<string, unknown>): boolean {
  return Array.isArray(body['tools']) && body['tools'].length > 0;
}

function formatEvent({ event, data }: SseEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
