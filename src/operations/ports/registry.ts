/** Where pipelines are shared. Disposed of when done: a clone is removed then. */
export interface PipelineRegistry extends AsyncDisposable {
  readonly where: string;
  /** Whether it is this user's own, on this machine. */
  readonly isOwn: boolean;
  list(): Promise<readonly RegistryEntry[]>;
  /** Its YAML. Throws NOT_FOUND. */
  text(name: string, version: string): Promise<string>;
  /** Throws CONFLICT when that version is there already. */
  publish(published: PublishedPipeline): Promise<void>;
}

export interface RegistryEntry {
  readonly name: string;
  readonly description: string | null;
  /** In no order. */
  readonly versions: readonly string[];
  /** SHA-256 by version, as far as the registry gives them. */
  readonly checksums: Readonly<Record<string, string>>;
}

export interface PublishedPipeline {
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  readonly text: string;
  readonly sha256: string;
  readonly agents: number;
}
