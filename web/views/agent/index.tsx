/** Replaced by its builder. */
export default function Agent() {
  return <h1>agent</h1>;
}
