import { createContext, useContext } from 'react';

/** Where the agent works: paths below it are shown from there. '' when it is not known. */
export const Directory = createContext('');

export function useDirectory(): string {
  return useContext(Directory);
}
