import { hasTools, sse, type Protocol, type Turn } from './protocol.ts';

/** Gemini generateContent and streamGenerateContent: what Gemini CLI speaks. */
export const gemini: Protocol = {
  matches: (path) => /:(stream)?generateContent$/i.test(path),
  isTurn: hasTools,
  answer: (turn, _callId, { path }) => {
    const content = { role: 'model', parts: [toPart(turn)] };
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 10, totalTokenCount: 20 };
    const data = {
      candidates: [{ content, finishReason: 'STOP', index: 0 }],
      usageMetadata,
      modelVersion: 'lab',
    };
    return path.includes(':stream') ? sse([{ data }]) : Response.json(data);
  },
};

function toPart(turn: Turn): object {
  return 'text' in turn ? { text: turn.text } : { functionCall: { name: turn.tool, args: turn.input } };
}
