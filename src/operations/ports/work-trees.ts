/** What agents have changed where they work. */
export interface WorkTrees {
  /**
   * Against the base of the checkout that the directory is in. `only`: this file alone, from the top of the checkout, and more
   * of it. Throws CONFLICT for a directory that is gone or in no repository.
   */
  changes(look: {
    readonly directory: string;
    readonly only: string | undefined;
    readonly signal: AbortSignal;
  }): Promise<WorkTreeChanges>;
}

export interface WorkTreeChanges {
  /** Top of the checkout. */
  readonly directory: string;
  /** Commit that it is compared with; null: there is none yet. */
  readonly base: string | null;
  /** Others work in the same checkout: their changes are among these. */
  readonly shared: boolean;
  readonly files: readonly FileChange[];
  /** Further files, of which nothing is told. */
  readonly moreFiles: number;
  /** Something is left out. */
  readonly cut: boolean;
}

export interface FileChange {
  readonly path: string;
  /** Where it was before, when it was renamed or copied. */
  readonly from: string | null;
  readonly status: 'added' | 'changed' | 'deleted' | 'renamed' | 'copied' | 'untracked' | 'unmerged';
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
  /** Unified, of whole lines; '' when there is none to show. */
  readonly diff: string;
  /** The diff is longer than what is here. */
  readonly cut: boolean;
}
