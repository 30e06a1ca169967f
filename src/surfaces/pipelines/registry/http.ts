import { ShoalError } from '../../../domain/errors.ts';
import type { PipelineRegistry } from '../../../operations/ports.ts';
import { indexFile, parseIndex, textPath, unreadable } from './layout.ts';

const timeoutMs = 15_000;
const bytesMax = 8_000_000;

/** An index on a web server; null when there is none at that address. */
export async function openIndex(url: string): Promise<PipelineRegistry | null> {
  const base = url.endsWith('/') ? url : `${url}/`;
  const index = await textAt(`${base}${indexFile}`, url);
  if (index === null) return null;
  const entries = parseIndex(index, url);
  return {
    where: url,
    isOwn: false,
    list: () => Promise.resolve(entries),
    async text(name, version) {
      const text = await textAt(
        `${base}${textPath(encodeURIComponent(name), encodeURIComponent(version))}`,
        url,
      );
      if (text !== null) return text;
      throw new ShoalError(
        'NOT_FOUND',
        `${url} names ${name}@${version} in its index and does not have it.`,
        {
          hint: 'Take another version, or tell whoever keeps that registry.',
        },
      );
    },
    publish() {
      throw new ShoalError('INVALID_INPUT', `${url} can only be read from.`, {
        hint: 'Publish to its git repository or directory with --repo, or with --local for yourself.',
      });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** null: not there. */
async function textAt(url: string, where: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (answer.status === 404 || answer.status === 410) return null;
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return await bounded(answer);
  } catch (cause) {
    throw unreadable(where, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function bounded({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.byteLength;
    if (bytes > bytesMax) throw new Error(`it answered with more than ${bytesMax} bytes`);
    text += decoder.decode(part, { stream: true });
  }
  return text;
}
