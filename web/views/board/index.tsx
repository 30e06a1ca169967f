/** Replaced by its builder. */
export default function Board() {
  return <h1>board</h1>;
}
