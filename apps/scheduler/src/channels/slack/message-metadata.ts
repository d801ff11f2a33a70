const EVENT_TYPE = 'curfew_reminder';

/** The metadata that names a message to whoever looks for it later. Slack shows it to no person. */
export function metadataFor(deliveryId: string) {
  return { event_type: EVENT_TYPE, event_payload: { delivery_id: deliveryId } };
}

/** The delivery id in the metadata of a message, if it is one of ours. */
export function deliveryIdIn(metadata: unknown): string | undefined {
  if (!isObject(metadata) || metadata['event_type'] !== EVENT_TYPE || !isObject(metadata['event_payload'])) return undefined;
  const { delivery_id: id } = metadata['event_payload'];
  return typeof id === 'string' ? id : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
