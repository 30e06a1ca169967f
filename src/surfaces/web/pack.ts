/**
 * All files of the dashboard in one, so that the executable embeds one file and reads of it only what is asked for: the
 * length of the index (4 bytes, little endian), the index (JSON), then the bytes of every form of every file.
 */
export type Encoding = 'identity' | 'gzip' | 'br';

export interface WebFile {
  /** Where it is served: `/assets/main-1a2b3c4d.js`. */
  readonly path: string;
  readonly type: string;
  readonly etag: string;
  /** Its bytes as they are, and compressed where that makes it smaller. */
  readonly forms: Readonly<Partial<Record<Encoding, Uint8Array>>> & { readonly identity: Uint8Array };
}

export interface PackedFile extends Omit<WebFile, 'forms'> {
  /** Still in the pack: read when it is sent. */
  readonly forms: Readonly<Partial<Record<Encoding, Blob>>> & { readonly identity: Blob };
}

type Extent = readonly [begin: number, end: number];
interface Entry extends Omit<WebFile, 'forms'> {
  readonly forms: Readonly<Partial<Record<Encoding, Extent>>> & { readonly identity: Extent };
}

const lengthBytes = 4;

export function packed(files: readonly WebFile[]): Blob {
  const parts: Uint8Array[] = [];
  let end = 0;
  const placed = (bytes: Uint8Array): Extent => {
    parts.push(bytes);
    const begin = end;
    end += bytes.length;
    return [begin, end];
  };
  const entries: readonly Entry[] = files.map(({ forms: { identity, gzip, br }, ...file }) => ({
    ...file,
    forms: {
      identity: placed(identity),
      ...(gzip === undefined ? {} : { gzip: placed(gzip) }),
      ...(br === undefined ? {} : { br: placed(br) }),
    },
  }));
  const index = new TextEncoder().encode(JSON.stringify(entries));
  const length = new DataView(new ArrayBuffer(lengthBytes));
  length.setUint32(0, index.length, true);
  return new Blob([length, index, ...(parts as Uint8Array<ArrayBuffer>[])]); // shared with nobody
}

/** By their paths. */
export async function unpacked(pack: Blob): Promise<ReadonlyMap<string, PackedFile>> {
  const length = new DataView(await pack.slice(0, lengthBytes).arrayBuffer()).getUint32(0, true);
  const start = lengthBytes + length;
  const entries = JSON.parse(await pack.slice(lengthBytes, start).text()) as readonly Entry[]; // of `packed`
  const bytes = ([begin, end]: Extent): Blob => pack.slice(start + begin, start + end);
  return new Map(
    entries.map(({ forms: { identity, gzip, br }, ...file }) => [
      file.path,
      {
        ...file,
        forms: {
          identity: bytes(identity),
          ...(gzip === undefined ? {} : { gzip: bytes(gzip) }),
          ...(br === undefined ? {} : { br: bytes(br) }),
        },
      },
    ]),
  );
}
