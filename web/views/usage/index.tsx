/** Replaced by its builder. */
export default function Usage() {
  return <h1>usage</h1>;
}
