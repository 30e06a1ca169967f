import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import { useSearchParam } from '../app/search-param.ts';
import styles from './Tabs.module.css';

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly {
    readonly id: string;
    readonly label: string;
    readonly count?: number;
    readonly content: React.ReactNode;
  }[];
  /** Name of the search parameter that keeps which is open. Default: tab */
  readonly param?: string;
}

/** Tabs whose choice stands in the address: going back leads to the one before. */
export function Tabs({ label, tabs, param = 'tab' }: TabsProps) {
  const [chosen, choose] = useSearchParam(param, { isStep: true });
  const open = tabs.find(({ id }) => id === chosen)?.id ?? tabs[0]?.id ?? '';
  return (
    <AriaTabs
      selectedKey={open}
      onSelectionChange={(key) => choose(key === tabs[0]?.id ? null : String(key))}
      className={styles['tabs'] ?? ''}
    >
      <TabList aria-label={label} className={styles['list'] ?? ''}>
        {tabs.map(({ id, label: text, count }) => (
          <Tab key={id} id={id} className={styles['tab'] ?? ''}>
            {text}
            {count !== undefined && <span className={styles['count']}>{count}</span>}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={styles['panel'] ?? ''}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
