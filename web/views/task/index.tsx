/** Replaced by its builder. */
export default function Task() {
  return <h1>task</h1>;
}
