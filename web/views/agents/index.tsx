/** Replaced by its builder. */
export default function Agents() {
  return <h1>agents</h1>;
}
