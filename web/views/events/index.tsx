/** Replaced by its builder. */
export default function Events() {
  return <h1>events</h1>;
}
