import type { HarnessKind } from '../../../domain/profile.ts';
import type { Turn } from '../model/protocol.ts';

/** How one harness is led to a scripted model, signed in to nothing, in a HOME of its own. */
export interface Lab {
  readonly harness: HarnessKind;
  /** null: by its environment. */
  readonly model: string | null;
  readonly env: (url: string) => Readonly<Record<string, string>>;
  /** Files of its HOME: signed in, the repository trusted, the model's address. Contents by path. */
  readonly files: (url: string, repo: string) => Readonly<Record<string, string>>;
  /** What its model says to have a command run. */
  readonly shell: (command: string) => Turn;
  /** What its model says to have a file written; the path is absolute. */
  readonly write: (path: string, content: string) => Turn;
  /** What must have passed before a session can be gone on with, done to the files of HOME instead of waited for. */
  readonly beforeResume?: (home: string) => Promise<void>;
}
