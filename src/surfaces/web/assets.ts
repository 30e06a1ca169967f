import { type PackedFile, unpacked } from './pack.ts';

/** The files of the dashboard, by the path at which they are served. Read when they are first asked for. */
export interface Assets {
  find(path: string): Promise<PackedFile | undefined>;
}

/** `pack` is asked for at each look: whoever works on the dashboard makes a new one while the daemon runs. */
export function createAssets(pack: () => Promise<PackSource | null>): Assets {
  let known: { readonly made: number; readonly files: ReadonlyMap<string, PackedFile> } | undefined;
  return {
    async find(path) {
      const source = await pack();
      if (source === null) return undefined;
      if (known?.made !== source.made) known = { made: source.made, files: await unpacked(source.bytes) };
      return known.files.get(path);
    },
  };
}

export interface PackSource {
  readonly bytes: Blob;
  /** Another number is another pack. */
  readonly made: number;
}
