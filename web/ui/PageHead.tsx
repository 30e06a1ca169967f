import styles from './PageHead.module.css';

/** What a page is, and what one does on it: in one line, where there is room. */
export function PageHead({ children }: { readonly children: React.ReactNode }) {
  return <header className={styles['head']}>{children}</header>;
}
