import { describe } from './runner.ts';
import { logContract } from './suite/log.ts';
import { movingContract } from './suite/moving.ts';
import { orderContract } from './suite/order.ts';
import { recordContract } from './suite/records.ts';
import { takeContract } from './suite/take.ts';
import { transactionContract } from './suite/transactions.ts';
import { waitingContract } from './suite/waiting.ts';
import { memoryAdapter, sqliteAdapter, sqliteGroupAdapter, type Adapter } from './world.ts';

/** What every store must do, whatever it is made of: S1 to S6 of the port, and the laws that rest on them. */
export function storeContract(adapter: Adapter): void {
  describe(`store: ${adapter.name}`, () => {
    recordContract(adapter);
    orderContract(adapter);
    transactionContract(adapter);
    takeContract(adapter);
    logContract(adapter);
    waitingContract(adapter);
    movingContract(adapter);
  });
}

storeContract(memoryAdapter);
storeContract(sqliteAdapter);
storeContract(sqliteGroupAdapter);
