import { Buffer } from 'node:buffer';

/** One event as it came: the text of its data is read by whoever wants it. */
export interface Arrived {
  readonly id: number;
  readonly data: () => string;
}

const lineEnd = Buffer.from('\r\n');
const frameEnd = Buffer.from('\n\n');
const idStart = Buffer.from('id: ');
const dataStart = Buffer.from('\ndata: ');

/**
 * One subscriber on a socket of its own, that looks at no more than where each event begins and what its id is: so that
 * fifty of them in one process measure the server and not themselves. Resolves once the stream is open.
 */
export async function subscribe(
  url: string,
  token: string,
  onEvents: (events: readonly Arrived[]) => void,
): Promise<Disposable> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const opened = Promise.withResolvers<void>();
  const unchunk = createUnchunk();
  let isHead = true;
  let rest: Buffer = Buffer.alloc(0);
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data: (_socket, chunk) => {
        rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
        if (isHead) {
          const end = rest.indexOf('\r\n\r\n');
          if (end === -1) return;
          const status = rest.toString('latin1', 0, 12);
          if (status !== 'HTTP/1.1 200') return opened.reject(new Error(status));
          isHead = false;
          rest = rest.subarray(end + 4);
          opened.resolve();
        }
        const { body, left } = unchunk(rest);
        rest = left;
        const events = framesOf(body);
        if (events.length > 0) onEvents(events);
      },
      error: (_socket, error) => opened.reject(error),
      close: () => opened.reject(new Error('the connection was closed')),
    },
  });
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nAccept: text/event-stream\r\n\r\n`,
  );
  await opened.promise;
  return { [Symbol.dispose]: () => void socket.end() };
}

/** Gives what the whole chunks held, and what is left for the next time. Source: RFC 9112, 7.1. */
function createUnchunk(): (bytes: Buffer) => { readonly body: Buffer; readonly left: Buffer } {
  let kept: Buffer = Buffer.alloc(0);
  return (bytes) => {
    const parts: Buffer[] = kept.length === 0 ? [] : [kept];
    let at = 0;
    for (;;) {
      const head = bytes.indexOf(lineEnd, at);
      if (head === -1) break;
      const start = head + 2;
      const end = start + Number.parseInt(bytes.toString('latin1', at, head), 16);
      if (bytes.length < end + 2) break;
      parts.push(bytes.subarray(start, end));
      at = end + 2;
    }
    const whole = parts.length === 1 ? (parts[0] ?? kept) : Buffer.concat(parts);
    // A chunk may end within an event.
    const last = whole.lastIndexOf(frameEnd);
    const cut = last === -1 ? 0 : last + frameEnd.length;
    kept = Buffer.from(whole.subarray(cut));
    return { body: whole.subarray(0, cut), left: bytes.subarray(at) };
  };
}

function framesOf(body: Buffer): readonly Arrived[] {
  const found: Arrived[] = [];
  let start = 0;
  for (let end = body.indexOf(frameEnd); end !== -1; end = body.indexOf(frameEnd, start)) {
    const frame = body.subarray(start, end);
    start = end + frameEnd.length;
    if (frame.indexOf(idStart) !== 0) continue;
    const idEnd = frame.indexOf(10);
    const id = Number(frame.toString('latin1', idStart.length, idEnd));
    found.push({ id, data: () => frame.toString('utf8', frame.indexOf(dataStart) + dataStart.length) });
  }
  return found;
}
