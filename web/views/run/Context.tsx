import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { download } from '../../ui/download.ts';
import { ErrorNote, Loading } from '../../ui/Feedback.tsx';
import { Block } from '../../ui/Text.tsx';
import styles from './Run.module.css';

/** The run's context.md: what its stages were given and gave. */
export function Context({ id }: { readonly id: string }) {
  const { data, error, refetch } = useRead('run.context', { id });
  if (error !== null) return <ErrorNote error={error} onRetry={refetch} />;
  if (data === undefined) return <Loading />;
  return (
    <div className={styles['context']}>
      <p className={styles['facts']}>
        <code>{data.file}</code>
        <Button onPress={() => download(`${id}-context.md`, data.text, 'text/markdown')}>Download</Button>
      </p>
      <Block of={data.text} />
    </div>
  );
}
