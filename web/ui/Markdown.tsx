import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import styles from './Markdown.module.css';
import { SafeLink } from './Text.tsx';
import { visible } from './visible.ts';

const plugins = [remarkGfm];
/** Pictures would be fetched from where the text says; raw HTML is shown as text by the library itself. */
const components: Components = {
  // Its headings stand below those of the page around it.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
  a: ({ href = '', children }) => <SafeLink href={href}>{children}</SafeLink>,
  img: ({ alt = '', src }) => (
    <span>
      [picture: {alt} {typeof src === 'string' ? src : ''}]
    </span>
  ),
};

/** Markdown that somebody else wrote. */
export default function Markdown({ of }: { readonly of: string }) {
  return (
    <div className={styles['markdown']} dir="auto">
      <ReactMarkdown remarkPlugins={plugins} components={components}>
        {visible(of)}
      </ReactMarkdown>
    </div>
  );
}
