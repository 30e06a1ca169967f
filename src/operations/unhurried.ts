const restEvery = 50;

/** The same, one after the other, with room for others in between: a daemon serves them, however much there is to look through. */
export async function* unhurried<T>(all: Iterable<T>): AsyncGenerator<T> {
  let given = 0;
  for (const one of all) {
    yield one;
    given += 1;
    if (given % restEvery === 0) await letOthers();
  }
}

/** Whoever waits in this process comes first: between the pages of something long. */
export function letOthers(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
