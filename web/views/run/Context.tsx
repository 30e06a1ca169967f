import { useRead } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
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
        <Button onPress={() => save(`${id}-context.md`, data.text)}>Download</Button>
      </p>
      <Block of={data.text} />
    </div>
  );
}

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
