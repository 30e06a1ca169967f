/** Something that waits for a decision. One inbox for all of them. */
export interface Request {
  readonly id: string;
  readonly kind: 'permission' | 'question' | 'approval';
  /** Agent that waits. */
  readonly agent: string;
  readonly session: string | null;
  /** The driver's name for it, by which the decision finds its way back; null for approvals. */
  readonly driverRequest: string | null;
  readonly task: string | null;
  /** One line: `Bash: rm -rf build`. */
  readonly title: string;
  readonly tool: string | null;
  readonly command: string | null;
  readonly paths: readonly string[];
  /** JSON-pure: the tool's input, a diff, the fields of a form. */
  readonly detail: unknown;
  readonly options: readonly RequestOption[];
  /** Who may decide besides people: names and @roles; empty is people only. */
  readonly by: readonly string[];
  readonly state: 'open' | 'decided' | 'expired' | 'withdrawn';
  readonly decision: Decision | null;
  /** Agent id of who decided, `policy`, or `default` for a deadline that passed. */
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly createdAt: number;
  /** Deadline; null: waits for ever. */
  readonly dueAt: number | null;
  /** What happens at the deadline. */
  readonly defaultOutcome: 'approve' | 'reject';
  /** `open` while open, else null: the index of the inbox. */
  readonly openFor: 'people' | null;
}

export interface RequestOption {
  readonly id: string;
  readonly label: string;
  readonly outcome: 'approve' | 'reject';
  /** Holds for the rest of the session too. */
  readonly always: boolean;
}

export interface Decision {
  readonly outcome: 'approve' | 'reject';
  /** The option chosen, if the harness offered options. */
  readonly option: string | null;
  /** Reason of a rejection, or the answer to a question. */
  readonly text: string | null;
}
