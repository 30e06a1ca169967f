// Holds the write lock of the database that is named until a line comes in; prints `held` when it has it.
import { openConnection } from '../../../src/store/sqlite/connection.ts';

const [file = ''] = process.argv.slice(2);
const connection = openConnection(file);
connection.run('BEGIN IMMEDIATE');
console.log('held');
process.stdin.once('data', () => {
  connection.run('ROLLBACK');
  connection.close();
  process.stdin.pause();
});
