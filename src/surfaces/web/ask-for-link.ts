import { request } from 'node:http';
import { type ErrorCode, errorCodes, ShoalError } from '../../domain/errors.ts';

export interface AskedLink {
  readonly path: string;
  readonly expiresInMs: number;
}

const answerMs = 10_000;

/** Over the daemon's socket, which only this user can reach, with the owner's token, which only this user can read. */
export async function askForLink(socket: string, humanToken: string): Promise<AskedLink> {
  const { status, text } = await post(socket, humanToken);
  const answer: unknown = parsed(text);
  if (status === 200 && isLink(answer)) return answer;
  throw refusal(answer) ?? notUnderstood(status);
}

function post(
  socketPath: string,
  token: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        socketPath,
        path: '/v1/web/links',
        method: 'POST',
        timeout: answerMs,
        headers: { authorization: `Bearer ${token}` },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', (cause) =>
      reject(
        new ShoalError('BUSY', `The daemon does not answer: ${cause.message}.`, {
          hint: 'Try again; see `shoal serve status`.',
          cause,
        }),
      ),
    );
    call.end();
  });
}

function isLink(answer: unknown): answer is AskedLink {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'path' in answer &&
    typeof answer.path === 'string' &&
    'expiresInMs' in answer &&
    typeof answer.expiresInMs === 'number'
  );
}

function refusal(answer: unknown): ShoalError | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { code, detail, hint } = answer as Record<string, unknown>; // an object
  if (typeof code !== 'string' || !Object.hasOwn(errorCodes, code)) return undefined;
  return new ShoalError(code as ErrorCode, String(detail), typeof hint === 'string' ? { hint } : {}); // just checked
}

function notUnderstood(status: number): ShoalError {
  return new ShoalError('UNHEALTHY', `The daemon gave no link (status ${status}).`, {
    hint: 'It may be of another version: `shoal serve stop --keep-agents`, then again.',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
