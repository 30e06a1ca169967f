import styles from './Priority.module.css';

/** How urgent, from 1 to 10: a number, and a bar of that length. */
export function Priority({ of }: { readonly of: number }) {
  return (
    <span className={styles['priority']} title={`priority ${of} of 10`}>
      <span className={styles['bar']} data-high={of >= 8 || undefined} aria-hidden="true">
        <span style={{ width: `${of * 10}%` }} />
      </span>
      <span className="hidden-visually">priority </span>
      {of}
    </span>
  );
}
