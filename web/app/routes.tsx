import { type ComponentType, lazy, useState } from 'react';
import type { Tone } from '../ui/state.tsx';

export interface View {
  readonly path: string;
  readonly label: string;
  /** Keys pressed one after the other lead there. */
  readonly keys?: string;
  /** In the navigation: everywhere, or not on a phone. A view without it is reached from another. */
  readonly nav?: 'always' | 'wide';
  /** Of the number beside its name. */
  readonly tone?: Tone;
  readonly view: ComponentType;
  /** Asks for its code before it is shown. */
  readonly load: () => Promise<unknown>;
}

/** Every view: what is in the navigation, in its order, and what is reached from there. */
export const views: readonly View[] = [
  {
    path: '/',
    label: 'Needs you',
    keys: 'g n',
    nav: 'always',
    tone: 'needs-you',
    ...page(() => import('../views/needs-you/index.tsx')),
  },
  {
    path: '/board',
    label: 'Board',
    keys: 'g b',
    nav: 'always',
    ...page(() => import('../views/board/index.tsx')),
  },
  { path: '/tasks/:id', label: 'Task', ...page(() => import('../views/task/index.tsx')) },
  {
    path: '/agents',
    label: 'Agents',
    keys: 'g a',
    nav: 'always',
    ...page(() => import('../views/agents/index.tsx')),
  },
  { path: '/agents/:id', label: 'Agent', ...page(() => import('../views/agent/index.tsx')) },
  {
    path: '/runs',
    label: 'Runs',
    keys: 'g r',
    nav: 'wide',
    ...page(() => import('../views/runs/index.tsx')),
  },
  { path: '/runs/:id', label: 'Run', ...page(() => import('../views/run/index.tsx')) },
  {
    path: '/pipelines',
    label: 'Pipelines',
    keys: 'g p',
    nav: 'wide',
    ...page(() => import('../views/pipelines/index.tsx')),
  },
  { path: '/pipelines/:name', label: 'Pipeline', ...page(() => import('../views/pipeline/index.tsx')) },
  { path: '/registry', label: 'Registry', ...page(() => import('../views/registry/index.tsx')) },
  {
    path: '/messages',
    label: 'Messages',
    keys: 'g m',
    nav: 'wide',
    ...page(() => import('../views/messages/index.tsx')),
  },
  {
    path: '/locks',
    label: 'Locks',
    keys: 'g l',
    nav: 'wide',
    ...page(() => import('../views/locks/index.tsx')),
  },
  {
    path: '/memory',
    label: 'Memory',
    keys: 'g k',
    nav: 'wide',
    ...page(() => import('../views/memory/index.tsx')),
  },
  {
    path: '/events',
    label: 'Events',
    keys: 'g e',
    nav: 'wide',
    ...page(() => import('../views/events/index.tsx')),
  },
  {
    path: '/usage',
    label: 'Usage',
    keys: 'g u',
    nav: 'wide',
    ...page(() => import('../views/usage/index.tsx')),
  },
  {
    path: '/settings',
    label: 'Settings',
    keys: 'g s',
    nav: 'wide',
    ...page(() => import('../views/settings/index.tsx')),
  },
];

/** Code that is there already is shown at once: `lazy` alone would show for a moment that it loads. */
function page(load: () => Promise<{ readonly default: ComponentType }>): Pick<View, 'view' | 'load'> {
  let loaded: ComponentType | undefined;
  const loading = async () => {
    const found = await load();
    loaded = found.default;
    return found;
  };
  const Lazy = lazy(loading);
  function Page() {
    const [Shown] = useState<ComponentType>(() => loaded ?? Lazy);
    return <Shown />;
  }
  return { load: loading, view: Page };
}

/**
 * Asks for the code of the view at this path at once, not only when it is known who is there. Measured: what React shows
 * meanwhile it leaves for 300 ms, so without this every first view comes that much later.
 */
export function preload(path: string): void {
  const steps = path.split('/');
  const view = views.find(({ path: pattern }) => {
    const wanted = pattern.split('/');
    return (
      wanted.length === steps.length && wanted.every((one, at) => one.startsWith(':') || one === steps[at])
    );
  });
  // What fails here fails again where it is shown, and is said there.
  view?.load().catch(() => undefined);
}
