/** Replaced by its builder. */
export default function Memory() {
  return <h1>memory</h1>;
}
