/** What may become of a delivery, and how people are told of it. */
const statusOfState = {
  PENDING: 'READY',
  SENDING: 'READY',
  DELIVERED: 'DELIVERED',
  FAILED: 'FAILED',
  UNCONFIRMED: 'FAILED',
  CANCELLED: 'IGNORED',
  SUPERSEDED: 'IGNORED',
  EXPIRED: 'IGNORED',
} as const;

/** A state of the ledger. */
export type DeliveryState = keyof typeof statusOfState;

/**
 * A status of the log. READY: it waits, or is under way. FAILED: it did not arrive, or whether it did can't be found out.
 * IGNORED: it was not to be sent any more when its turn came.
 */
export type NotificationStatus = (typeof statusOfState)[DeliveryState];

const states = Object.keys(statusOfState) as readonly DeliveryState[];

/** The status of a delivery in this state. */
export function statusOf(state: DeliveryState): NotificationStatus {
  return statusOfState[state];
}

/** The states of deliveries that have one of these statuses. */
export function statesOf(statuses: readonly NotificationStatus[]): readonly DeliveryState[] {
  return states.filter((state) => statuses.includes(statusOf(state)));
}
