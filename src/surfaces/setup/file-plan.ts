/** What setup would make of one file; null is no file. */
export interface FilePlan {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The file without ours, from which `after` was made. */
  readonly clean: string | null;
}
