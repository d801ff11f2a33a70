import type {
  KeyEvent,
  KeyExpiredEvent,
  KeyExpiringEvent,
  NotificationSettingsEvent,
  StreamEventType,
  UserEvent,
} from '#libs/contracts';

/** The event of a type: CloudEvents 1.0 around the full snapshot, after the change or as it is when an expiration is near or over. */
export type EventOf<Type extends StreamEventType> = (Type extends keyof OtherEvents ? OtherEvents[Type] : KeyEvent) & {
  readonly type: Type;
};

/** Events about something else than a change of a credential. */
interface OtherEvents {
  readonly KeyExpiring: KeyExpiringEvent;
  readonly KeyExpired: KeyExpiredEvent;
  readonly UserChanged: UserEvent;
  readonly NotificationSettingsChanged: NotificationSettingsEvent;
}

const HEARD = Symbol('curfew.heard-events');

/** Goes before a method that takes the event. */
type HandlerDecorator<Type extends StreamEventType> = <Handler extends (event: EventOf<Type>) => unknown>(
  target: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<Handler>,
) => void;

/**
 * Has a method of a provider or controller called with every event of this type, one after the other for each credential. At
 * least once: when the method rejects, or the process dies in the middle of it, the same event comes again. So be idempotent:
 * drop an `event.id` that was worked in before, and a `data.version` older than the one held. `KeyExpiring` and `KeyExpired`
 * are no changes: they carry the version of the last one.
 *
 * A failure that passes by itself (a database or a network that is away) is waited out, however long it takes. After any other
 * the event is tried again in growing pauses, from a fifth of a second to five minutes, for nearly an hour; only then is it put
 * aside in the stream `curfew:keys:dead`, with the reason, from where `npm run dead-letters` can replay it. Meanwhile the later
 * events of that credential wait behind it, and those of all others go on, up to a thousand waiting in a process. A service has one handler for an event; boot fails if it has two.
 *
 * @example @OnKeyEvent('KeyDeleted') async forget({ data }: EventOf<'KeyDeleted'>) { await this.cache.drop(data.cid); }
 */
export function OnKeyEvent<Type extends StreamEventType>(type: Type): HandlerDecorator<Type> {
  return (_target, _name, { value: method }) => {
    if (method) Reflect.defineMetadata(HEARD, [...heardBy(method), type], method);
  };
}

/** What a method asks to be called with. Of whatever was written there: a name need not be one of an event. */
export function heardBy(method: object): readonly string[] {
  return (Reflect.getMetadata(HEARD, method) ?? []) as readonly string[];
}
