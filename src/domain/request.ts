import { ShoalError } from './errors.ts';

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
  /** Deadline while it is open; null: waits for ever. */
  readonly dueAt: number | null;
  /** What happens at the deadline. */
  readonly defaultOutcome: 'approve' | 'reject';
  /** The index of the inbox: null once it is not open any more. */
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

/** What makes one request differ from another when it is made; everything else starts empty. */
export type RequestFields = Pick<Request, 'id' | 'kind' | 'agent' | 'title' | 'createdAt' | 'dueAt'> &
  Partial<Request>;

export function newRequest(fields: RequestFields): Request {
  return {
    session: null,
    driverRequest: null,
    task: null,
    tool: null,
    command: null,
    paths: [],
    detail: null,
    options: [],
    by: [],
    defaultOutcome: 'reject',
    ...fields,
    state: 'open',
    decision: null,
    decidedBy: null,
    decidedAt: null,
    openFor: 'people',
  };
}

const closed = { openFor: null, dueAt: null } as const;

/** What somebody, or a policy, decided. */
export function decided(decision: Decision, by: string, now: number): Partial<Request> {
  return { state: 'decided', decision, decidedBy: by, decidedAt: now, ...closed };
}

/** Its deadline passed: the outcome that was stated when it was opened. */
export function expiredByDefault(request: Request, now: number): Partial<Request> {
  const decision = {
    outcome: request.defaultOutcome,
    option: optionFor(request, request.defaultOutcome, false)?.id ?? null,
    text: null,
  };
  return { state: 'expired', decision, decidedBy: 'default', decidedAt: now, ...closed };
}

/** Nobody waits for it any more. */
export function withdrawn(now: number): Partial<Request> {
  return { state: 'withdrawn', decidedAt: now, ...closed };
}

/** What every reader must show: time may have decided what is stored as open. */
export function effectiveRequest<R extends Request>(request: R, now: number): R {
  const isDue = request.state === 'open' && request.dueAt !== null && request.dueAt <= now;
  return isDue ? { ...request, ...expiredByDefault(request, request.dueAt) } : request;
}

/** The harness's option for an outcome: one that holds for this time only, unless `always` is wanted. */
export function optionFor(
  { options }: Pick<Request, 'options'>,
  outcome: Decision['outcome'],
  always: boolean,
): RequestOption | undefined {
  const fitting = options.filter((option) => option.outcome === outcome);
  return fitting.find((option) => option.always === always) ?? (always ? undefined : fitting[0]);
}

/** What a decider says, besides the outcome. */
export interface Choice {
  readonly outcome: Decision['outcome'];
  /** Id of one of the options. */
  readonly option?: string | undefined;
  readonly always?: boolean | undefined;
  readonly text: string | null;
}

/** Throws INVALID_INPUT for an option that is not offered. */
export function toDecision(request: Pick<Request, 'id' | 'options'>, choice: Choice): Decision {
  const { outcome, option: wanted, always = false, text } = choice;
  const option =
    wanted === undefined
      ? optionFor(request, outcome, always)
      : request.options.find(({ id }) => id === wanted);
  if (option === undefined && (wanted !== undefined || always)) throw notOffered(request, choice);
  if (option !== undefined && option.outcome !== outcome) throw notOffered(request, choice);
  return { outcome, option: option?.id ?? null, text };
}

function notOffered({ id, options }: Pick<Request, 'id' | 'options'>, choice: Choice): ShoalError {
  const what =
    choice.option === undefined ? 'an option that holds for good' : `the option "${choice.option}"`;
  const offered = options
    .filter(({ outcome }) => outcome === choice.outcome)
    .map((option) => `${option.id} (${option.label}${option.always ? ', for good' : ''})`);
  const hint =
    offered.length === 0
      ? 'It offers no options: leave --option and --always out.'
      : `It offers: ${offered.join('; ')}.`;
  return new ShoalError('INVALID_INPUT', `${id} does not offer ${what} to ${choice.outcome} it.`, { hint });
}

/** Who wants to decide, as proven. */
export interface Decider {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
  /** A person at a terminal of their own (law 11). */
  readonly human: boolean;
  readonly leads: boolean;
  /** It is the asker, or acts for it: started by it, or the same conversation. */
  readonly isAsker: boolean;
}

/** Nobody decides for themselves; people decide everything else, agents what names them. Null: it may. */
export function refusalToDecide(request: Pick<Request, 'by'>, decider: Decider): 'own' | 'not named' | null {
  if (decider.isAsker) return 'own';
  return decider.human || request.by.some((address) => means(address, decider)) ? null : 'not named';
}

function means(address: string, { name, role, leads }: Decider): boolean {
  if (!address.startsWith('@')) return address.toLowerCase() === name.toLowerCase();
  const word = address.slice(1).toLowerCase();
  return word === 'leader' ? leads : word === role?.toLowerCase();
}
