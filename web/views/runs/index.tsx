/** Replaced by its builder. */
export default function Runs() {
  return <h1>runs</h1>;
}
