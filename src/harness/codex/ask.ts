import type { DriverEvent } from '../driver.ts';
import type { RpcId } from './wire.ts';

/** What Codex waits for, and how each decision is said on its wire. */
export interface OpenRequest {
  readonly rpc: RpcId;
  readonly isOwn: boolean;
  /** The answer to each option; `approve` and `reject` are those for a decision without one. */
  readonly answers: Readonly<Record<string, object>>;
  /** How an approval with text is answered; null when Codex takes none. */
  readonly form: AnswerForm | null;
}

type AnswerForm =
  | { readonly kind: 'user-input'; readonly questions: readonly string[] }
  | { readonly kind: 'elicitation'; readonly properties: Readonly<Record<string, string>> };

type RequestEvent = Extract<DriverEvent, { type: 'request' }>;

/** A request of Codex in our words, before it has a name. */
export interface Ask {
  readonly event: Omit<RequestEvent, 'type' | 'id' | 'parent'>;
  readonly answers: Readonly<Record<string, object>>;
  readonly form: AnswerForm | null;
}
