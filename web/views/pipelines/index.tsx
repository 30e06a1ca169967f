/** Replaced by its builder. */
export default function Pipelines() {
  return <h1>pipelines</h1>;
}
