import type { ValueForm } from './yaml-text.ts';

/** A text that is being edited, and how it is written. */
export interface Editor extends ValueForm {
  readonly text: string;
  readonly newline: string;
  /** Spaces of one level. */
  readonly step: number;
  readonly keepsEmpty: boolean;
}
