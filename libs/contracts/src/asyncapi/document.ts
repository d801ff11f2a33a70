import { busChannels, busOperations } from './bus-channels.js';
import { streamChannel, streamOperation } from './stream-channel.js';

/** The AsyncAPI 3 description of every event and every question, made from the schemas that senders and receivers validate with. */
export function asyncApiDocument(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Curfew events and questions',
      version: '1.1.0',
      description:
        'What goes over Redis. Events are entries of a stream, kept until every reader had them: nothing is lost while a reader is ' +
        "away. Questions are published and answered at once, over the Redis transport of NestJS; whoever asks while nobody's there " +
        'hears nothing.',
    },
    defaultContentType: 'application/json',
    channels: { keys: streamChannel(), ...busChannels() },
    operations: { publishKeyEvents: streamOperation(), ...busOperations() },
  };
}
