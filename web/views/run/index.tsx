/** Replaced by its builder. */
export default function Run() {
  return <h1>run</h1>;
}
