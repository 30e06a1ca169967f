/** Replaced by its builder. */
export default function Locks() {
  return <h1>locks</h1>;
}
