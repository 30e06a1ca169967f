import {
  Cell,
  Column as AriaColumn,
  Row,
  Table as AriaTable,
  TableBody,
  TableHeader,
} from 'react-aria-components';
import styles from './Table.module.css';

export interface Column<T> {
  readonly id: string;
  readonly label: string;
  /** It is read out, and not shown: of a column of buttons. Default: false */
  readonly isLabelHidden?: boolean;
  readonly cell: (row: T) => React.ReactNode;
  /** Figures: at the end of the column. Default: false */
  readonly isNumber?: boolean;
  /** Takes what room is left, and is cut. Default: false */
  readonly isMain?: boolean;
  /** Not on a phone. Default: false */
  readonly isExtra?: boolean;
}

interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly idOf: (row: T) => string;
  /** What a row leads to when it is opened. */
  readonly hrefOf?: (row: T) => string;
  readonly onOpen?: (row: T) => void;
  readonly empty?: React.ReactNode;
}

/** Some hundred rows; for thousands there is VirtualList. Arrow keys move, Enter opens. */
export function Table<T extends object>(props: TableProps<T>) {
  const { label, columns, rows, idOf, hrefOf, onOpen, empty } = props;
  return (
    <div className={styles['scroll']}>
      <AriaTable
        aria-label={label}
        className={styles['table'] ?? ''}
        {...(onOpen === undefined
          ? {}
          : {
              onRowAction: (key) => {
                const row = rows.find((one) => idOf(one) === key);
                if (row !== undefined) onOpen(row);
              },
            })}
      >
        <TableHeader>
          {columns.map(({ id, label: text, isLabelHidden, isNumber, isMain, isExtra }) => (
            <AriaColumn
              key={id}
              id={id}
              isRowHeader={isMain ?? false}
              className={styles['head'] ?? ''}
              data-number={isNumber || undefined}
              data-main={isMain || undefined}
              data-extra={isExtra || undefined}
            >
              {isLabelHidden === true ? <span className="hidden-visually">{text}</span> : text}
            </AriaColumn>
          ))}
        </TableHeader>
        <TableBody renderEmptyState={() => <div className={styles['empty']}>{empty}</div>}>
          {rows.map((row) => (
            <Row
              key={idOf(row)}
              id={idOf(row)}
              className={styles['row'] ?? ''}
              {...(hrefOf === undefined ? {} : { href: hrefOf(row) })}
            >
              {columns.map(({ id, cell, isNumber, isMain, isExtra }) => (
                <Cell
                  key={id}
                  className={styles['cell'] ?? ''}
                  data-number={isNumber || undefined}
                  data-main={isMain || undefined}
                  data-extra={isExtra || undefined}
                >
                  {cell(row)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </AriaTable>
    </div>
  );
}
