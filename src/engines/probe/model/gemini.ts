import { hasTools, type Protocol, sse, type Turn, wholeText } from './protocol.ts';

/** Gemini generateContent and streamGenerateContent: what Gemini CLI speaks. */
export const gemini: Protocol = {
  matches: (path) => /:(stream)?generateContent$/i.test(path),
  isTurn: hasTools,
  answer: (turn, _callId, { path }) => {
    if (!path.includes(':stream')) return Response.json(last(toPart(turn)));
    if (!('text' in turn) || turn.rest === undefined) return sse([{ data: last(toPart(turn)) }]);
    return sse([
      { data: { candidates: [{ content: content({ text: turn.text }), index: 0 }], modelVersion: 'lab' } },
      turn.rest.after,
      { data: last({ text: turn.rest.text }) },
    ]);
  },
};

function last(part: object): object {
  return {
    candidates: [{ content: content(part), finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 10, totalTokenCount: 20 },
    modelVersion: 'lab',
  };
}

function content(part: object): object {
  return { role: 'model', parts: [part] };
}

function toPart(turn: Turn): object {
  return 'text' in turn ? { text: wholeText(turn) } : { functionCall: { name: turn.tool, args: turn.input } };
}
