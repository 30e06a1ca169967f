export interface Filter {
  readonly type?: string;
  readonly task?: string;
  readonly agent?: string;
}
