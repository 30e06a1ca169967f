/** Resolves when the work has, or when the time is over. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const tooLate = Promise.withResolvers<void>();
  const timer = setTimeout(tooLate.resolve, ms);
  await Promise.race([work, tooLate.promise]);
  clearTimeout(timer);
}
