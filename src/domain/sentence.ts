/** What is told one after the other, as the end of a sentence; a question that ends it needs no full stop. */
export function sentence(...told: readonly string[]): string {
  const all = told.join('; ');
  return /[.?!…]$/.test(all) ? all : `${all}.`;
}
