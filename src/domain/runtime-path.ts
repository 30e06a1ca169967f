/** Sockets of longer paths cannot be reached: 108 bytes with the closing NUL, 104 on macOS. Source: unix(7). */
const pathMax = 100;
/** Room for a name such as `/keeper.sock` below the directory. */
const nameMax = 16;

export interface RuntimeFacts {
  /** XDG_RUNTIME_DIR, when it is set and exists. */
  readonly runtimeDir: string | undefined;
  readonly uid: number;
  /** Real path of the directory that holds `.shoal/`. */
  readonly root: string;
  readonly sha256: (text: string) => string;
}

/** Where the sockets of one workspace are, in a directory of this user alone. */
export function runtimePath({ runtimeDir, uid, root, sha256 }: RuntimeFacts): string {
  const hash = sha256(root).slice(0, 16);
  const preferred = `${runtimeDir}/shoal/${hash}`;
  const fits =
    runtimeDir?.startsWith('/') === true && new TextEncoder().encode(preferred).length + nameMax < pathMax;
  return fits ? preferred : `/tmp/shoal-${uid}/${hash}`;
}
