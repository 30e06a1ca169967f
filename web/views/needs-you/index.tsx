import { useRead } from '../../data/queries.ts';
import { Empty, ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Line } from '../../ui/Text.tsx';
import { Time } from '../../ui/Time.tsx';

export default function NeedsYou() {
  const { data, error } = useRead('request.list', {});
  if (error !== null) return <ErrorNote error={error} />;
  if (data === undefined) return <Loading />;
  return (
    <>
      <h1>Needs you</h1>
      {data.length === 0 && <Empty title="Nobody needs you." />}
      <ul>
        {data.map(({ id, agentName, title, createdAt }) => (
          <li key={id}>
            <code>{id}</code> {agentName}: <Line of={title} /> <Time at={createdAt} />
          </li>
        ))}
      </ul>
    </>
  );
}
