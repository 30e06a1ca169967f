/** What becomes of the texts that people and agents write in a workspace that tests fill. */
export interface Wording {
  /** One line: a title, an intent, a reason. */
  readonly line: (text: string) => string;
  /** Many lines: a description, an output, a diff. */
  readonly block: (text: string) => string;
}

export const plainWording: Wording = { line: (text) => text, block: (text) => text };
