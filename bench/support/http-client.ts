/** One keep-alive connection that asks one thing after the other, with as little work of its own as can be. */
export interface HttpClient extends Disposable {
  /** Resolves with the body; rejects for any status but 200. */
  post(path: string, body: object): Promise<string>;
}

export async function openHttpClient(url: string, token: string): Promise<HttpClient> {
  const { hostname, port } = new URL(url);
  const decoder = new TextDecoder();
  let received = '';
  let waiting: PromiseWithResolvers<string> | undefined;
  const fail = (error: unknown): void => waiting?.reject(error);
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data: (_socket, chunk) => {
        received += decoder.decode(chunk, { stream: true });
        const end = received.indexOf('\r\n\r\n');
        if (end === -1) return;
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
        const body = received.slice(end + 4);
        if (Buffer.byteLength(body) < length) return;
        const isOk = received.startsWith('HTTP/1.1 200');
        const status = received.slice(0, 60);
        received = '';
        if (isOk) waiting?.resolve(body);
        else fail(new Error(`${status} ${body}`));
      },
      close: () => fail(new Error('the connection was closed')),
      error: (_socket, error) => fail(error),
    },
  });
  return {
    post: (path, body) => {
      waiting = Promise.withResolvers();
      const text = JSON.stringify(body);
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
      return waiting.promise;
    },
    [Symbol.dispose]: () => void socket.end(),
  };
}
