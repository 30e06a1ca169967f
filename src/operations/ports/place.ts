/** The project directory, as the edge resolved it. */
export interface Place {
  /** Directory that holds `.shoal/`. */
  readonly root: string;
  /** `.shoal/` itself. */
  readonly stateDir: string;
  /** Where the caller stands, absolute. */
  readonly cwd: string;
  /** Identity of the repository for locks: real path of the common git directory, else `root`. */
  readonly repo: string;
  /** Top of the checkout the caller stands in, real path. */
  readonly tree: string;
}

/** Resolves what a person or agent wrote to a repository-relative real path; in `surfaces`, because it reads the disk. */
export interface PathResolver {
  /** Throws INVALID_INPUT for a path outside the checkout, NUL bytes and the like. */
  readonly resolve: (text: string) => { readonly tree: string; readonly path: string };
}

export interface FileReport {
  readonly storeFile: string;
  readonly exists: boolean;
  readonly bytes: number;
  readonly walBytes: number;
  /** Permission bits of `.shoal/`; 0700 is right. */
  readonly mode: number;
  readonly ignoresItself: boolean;
  readonly sqliteVersion: string;
  /** Harness hooks that had to let a call pass because Shoal could not answer. */
  readonly hookFailOpens: number;
}
