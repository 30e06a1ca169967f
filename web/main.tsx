import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './app/App.tsx';
import { preload } from './app/routes.tsx';
import { applyTheme } from './app/theme.ts';
import { keepPageKey } from './data/page-key.ts';

keepPageKey();
preload(location.pathname);
applyTheme();
const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
