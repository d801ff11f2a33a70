export { Transactions, type Transaction } from './transactions.js';
