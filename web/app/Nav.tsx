import { Link, useLocation } from 'wouter';
import { Menu } from '../ui/Menu.tsx';
import { count as short } from '../ui/figures.ts';
import { useCounts } from './counts.ts';
import styles from './Nav.module.css';
import { type View, views } from './routes.tsx';

/** Beside the view; on a phone below it, with what one does there. */
export function Nav() {
  const [, navigate] = useLocation();
  const counts = useCounts();
  const wide = views.filter(({ nav }) => nav === 'wide');
  return (
    <nav className={styles['nav']} aria-label="Views">
      {views
        .filter(({ nav }) => nav !== undefined)
        .map((view) => (
          <Item key={view.path} view={view} count={counts[view.path]} />
        ))}
      <div className={styles['more']}>
        <Menu
          label="More views"
          actions={wide.map(({ path, label }) => ({ id: path, label, run: () => navigate(path) }))}
        >
          More
        </Menu>
      </div>
    </nav>
  );
}

function Item({ view, count }: { readonly view: View; readonly count: number | undefined }) {
  const [place] = useLocation();
  const isHere = view.path === '/' ? place === '/' : place.startsWith(view.path);
  return (
    <Link
      href={view.path}
      className={styles['item'] ?? ''}
      aria-current={isHere ? 'page' : undefined}
      data-nav={view.nav}
    >
      {view.label}
      {count !== undefined && count > 0 && (
        <span className={styles['count']} data-tone={view.tone}>
          {short(count)}
        </span>
      )}
    </Link>
  );
}
