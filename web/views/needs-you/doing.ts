/** What was begun on a request: its form is open. */
export type Doing = 'reject' | 'answer' | 'always' | null;
