import { lazy, Suspense } from 'react';
import { Loading } from '../../ui/Feedback.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Harnesses } from './Harnesses.tsx';
import { Limits } from './Limits.tsx';
import { Policies } from './Policies.tsx';
import { ThisPage } from './ThisPage.tsx';

const ConfigFile = lazy(() => import('./ConfigFile.tsx'));

/** What is configured here, and what of it is in force. */
export default function Settings() {
  return (
    <>
      <h1>Settings</h1>
      <Tabs
        label="Settings"
        tabs={[
          {
            id: 'file',
            label: 'shoal.yaml',
            content: (
              <Suspense fallback={<Loading />}>
                <ConfigFile />
              </Suspense>
            ),
          },
          { id: 'policies', label: 'Policies', content: <Policies /> },
          { id: 'harnesses', label: 'Harnesses', content: <Harnesses /> },
          { id: 'limits', label: 'Limits', content: <Limits /> },
          { id: 'page', label: 'This page', content: <ThisPage /> },
        ]}
      />
    </>
  );
}
