export { claimed, NOT_SENT_AGAIN, step } from './domain/message-machine.js';
export type { BodyAnswer, MessageEffect, MessageEvent, MessageFacts, MessageState, StopReason } from './domain/message-machine.js';
export type { SendOutcome, Trace } from './domain/outcome.js';
export { settleOutcome, settleTrace, type MessageHistory, type ReleaseCause, type Settlement } from './domain/settlement.js';
