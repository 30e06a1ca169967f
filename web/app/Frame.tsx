import { Suspense, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { Empty, Loading } from '../ui/Feedback.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Header } from './Header.tsx';
import { useKeys } from './keys/Keys.tsx';
import { KeysHelp } from './keys/KeysHelp.tsx';
import { Nav } from './Nav.tsx';
import { Palette } from './palette/Palette.tsx';
import { views } from './routes.tsx';
import { Crash } from './Crash.tsx';
import { setTheme, useIsLight } from './theme.ts';
import styles from './Frame.module.css';

/** What is around every view. */
export function Frame() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const [place, navigate] = useLocation();
  const isLight = useIsLight();
  useKeys([
    { keys: '$mod+k', label: 'Search or do anything', run: () => setOpen('palette'), isKeyOnly: true },
    { keys: 'Shift+?', label: 'Show the keys', run: () => setOpen('keys') },
    ...views.flatMap(({ keys, path, label }) =>
      keys === undefined ? [] : [{ keys, label: `Go to ${label}`, run: () => navigate(path) }],
    ),
    {
      keys: 'g t',
      label: isLight ? 'Dark colours' : 'Light colours',
      run: () => setTheme(isLight ? 'dark' : 'light'),
    },
  ]);
  return (
    <div className={styles['frame']}>
      <a href="#main" className={styles['skip']}>
        Skip to the content
      </a>
      <Header onSearch={() => setOpen('palette')} />
      <ConnectionBanner />
      <Nav />
      <main id="main" tabIndex={-1} className={styles['main']}>
        <Crash key={place}>
          <Suspense fallback={<Loading />}>
            <Switch>
              {views.map(({ path, view: View }) => (
                <Route key={path} path={path}>
                  <View />
                </Route>
              ))}
              <Route>
                <h1 className="hidden-visually">No such page</h1>
                <Empty title="There is no such page.">
                  <Link href="/">To what needs you</Link>
                </Empty>
              </Route>
            </Switch>
          </Suspense>
        </Crash>
      </main>
      <Palette isOpen={open === 'palette'} onClose={() => setOpen(null)} />
      <KeysHelp isOpen={open === 'keys'} onClose={() => setOpen(null)} />
    </div>
  );
}
