export { claimed, step } from './domain/message-machine.js';
export type { BodyAnswer, MessageEffect, MessageEvent, MessageState, StopReason } from './domain/message-machine.js';
export type { SendOutcome, Trace } from './domain/outcome.js';
export { settleOutcome, settleTrace, type MessageHistory, type ReleaseCause, type Settlement } from './domain/settlement.js';
