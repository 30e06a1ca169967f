import { Link, useParams } from 'wouter';
import { wordsOf } from '../../data/actions.ts';
import { useRead } from '../../data/queries.ts';
import { useFresh } from '../../data/use-fresh.ts';
import { Empty, Loading } from '../../ui/Feedback.tsx';
import { Words } from '../../ui/Words.tsx';
import { Editor } from './Editor.tsx';

/** One pipeline: its text, its graph and its forms, which are three ways to the same file. */
export default function Pipeline() {
  const { name = '' } = useParams();
  useFresh('pipeline.show', 'pipeline.validate', 'pipeline.permissions');
  const shown = useRead('pipeline.show', { pipeline: name }, { keep: false });
  const schema = useRead('pipeline.schema', {});
  const error = shown.error ?? schema.error;
  if (error !== null) {
    const { message, hint } = wordsOf(error);
    return (
      <Empty title={message}>
        {hint !== undefined && (
          <p>
            <Words of={hint} />
          </p>
        )}
        <Link href="/pipelines">All pipelines</Link>
      </Empty>
    );
  }
  if (shown.data === undefined || schema.data === undefined) return <Loading />;
  return <Editor key={name} shown={shown.data} schema={schema.data} />;
}
