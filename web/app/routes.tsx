import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
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
  readonly view: LazyExoticComponent<ComponentType>;
}

/** Every view: what is in the navigation, in its order, and what is reached from there. */
export const views: readonly View[] = [
  {
    path: '/',
    label: 'Needs you',
    keys: 'g n',
    nav: 'always',
    tone: 'needs-you',
    view: lazy(() => import('../views/needs-you/index.tsx')),
  },
  {
    path: '/board',
    label: 'Board',
    keys: 'g b',
    nav: 'always',
    view: lazy(() => import('../views/board/index.tsx')),
  },
  { path: '/tasks/:id', label: 'Task', view: lazy(() => import('../views/task/index.tsx')) },
  {
    path: '/agents',
    label: 'Agents',
    keys: 'g a',
    nav: 'always',
    view: lazy(() => import('../views/agents/index.tsx')),
  },
  { path: '/agents/:id', label: 'Agent', view: lazy(() => import('../views/agent/index.tsx')) },
  {
    path: '/runs',
    label: 'Runs',
    keys: 'g r',
    nav: 'wide',
    view: lazy(() => import('../views/runs/index.tsx')),
  },
  { path: '/runs/:id', label: 'Run', view: lazy(() => import('../views/run/index.tsx')) },
  {
    path: '/pipelines',
    label: 'Pipelines',
    keys: 'g p',
    nav: 'wide',
    view: lazy(() => import('../views/pipelines/index.tsx')),
  },
  { path: '/pipelines/:name', label: 'Pipeline', view: lazy(() => import('../views/pipeline/index.tsx')) },
  { path: '/registry', label: 'Registry', view: lazy(() => import('../views/registry/index.tsx')) },
  {
    path: '/messages',
    label: 'Messages',
    keys: 'g m',
    nav: 'wide',
    view: lazy(() => import('../views/messages/index.tsx')),
  },
  {
    path: '/locks',
    label: 'Locks',
    keys: 'g l',
    nav: 'wide',
    view: lazy(() => import('../views/locks/index.tsx')),
  },
  {
    path: '/memory',
    label: 'Memory',
    keys: 'g k',
    nav: 'wide',
    view: lazy(() => import('../views/memory/index.tsx')),
  },
  {
    path: '/events',
    label: 'Events',
    keys: 'g e',
    nav: 'wide',
    view: lazy(() => import('../views/events/index.tsx')),
  },
  {
    path: '/usage',
    label: 'Usage',
    keys: 'g u',
    nav: 'wide',
    view: lazy(() => import('../views/usage/index.tsx')),
  },
  {
    path: '/settings',
    label: 'Settings',
    keys: 'g s',
    nav: 'wide',
    view: lazy(() => import('../views/settings/index.tsx')),
  },
];
