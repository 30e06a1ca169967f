/** One line of `policies:` in shoal.yaml. Patterns are globs (`*`, `**`, `?`, `{a,b}`); all that are given must match. */
export interface PolicyRule {
  readonly decision: 'allow' | 'deny' | 'ask';
  readonly tool: string | null;
  readonly path: string | null;
  readonly command: string | null;
  readonly profile: string | null;
  readonly reason: string | null;
}
