import type { Encoding, PackedFile } from './pack.ts';

const yearSeconds = 365 * 24 * 60 * 60;

/** One file as the request wants it: compressed if it can be, nothing when the browser has it, without a body for HEAD. */
export function fileResponse(request: Request, file: PackedFile): Response {
  const [encoding, bytes] = formFor(request.headers.get('accept-encoding') ?? '', file);
  const etag = encoding === 'identity' ? file.etag : file.etag.replace(/"$/, `-${encoding}"`);
  const headers = {
    'content-type': file.type,
    'cache-control': file.path.startsWith('/assets/')
      ? `public, max-age=${yearSeconds}, immutable`
      : 'no-cache',
    etag,
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  };
  if (isKnown(request.headers.get('if-none-match'), etag))
    return new Response(null, { status: 304, headers });
  return new Response(request.method === 'HEAD' ? null : bytes, {
    headers: {
      ...headers,
      'content-length': String(bytes.size),
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    },
  });
}

function formFor(accepted: string, { forms }: PackedFile): readonly [Encoding, Blob] {
  for (const encoding of ['br', 'gzip'] as const) {
    const bytes = forms[encoding];
    if (bytes !== undefined && accepts(accepted, encoding)) return [encoding, bytes];
  }
  return ['identity', forms.identity];
}

/** Source: RFC 9110, 12.5.3. */
function accepts(header: string, encoding: Encoding): boolean {
  const weights = new Map(
    header.split(',').map((part) => {
      const [name = '', weight = ''] = part.split(';');
      return [name.trim().toLowerCase(), Number(/q=([\d.]+)/.exec(weight)?.[1] ?? 1)];
    }),
  );
  return (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
}

/** Source: RFC 9110, 13.1.2: the comparison is a weak one. */
function isKnown(header: string | null, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}
