/** Replaced by its builder. */
export default function Messages() {
  return <h1>messages</h1>;
}
