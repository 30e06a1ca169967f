/** Replaced by its builder. */
export default function Registry() {
  return <h1>registry</h1>;
}
