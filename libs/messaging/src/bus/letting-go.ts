import type { Redis } from 'ioredis';

/**
 * The connection, with commands that may fail unheard. Nest publishes answers and ends subscriptions without a look at what
 * becomes of them, and in Node.js a failure that nobody hears ends the process: Redis would have to be away only for as long
 * as ioredis tries again, or the process to close with a question in hand. Whoever waits for an answer has a time limit.
 */
export function lettingGo(connection: Redis): Redis {
  const send = connection.sendCommand.bind(connection);
  connection.sendCommand = (command, stream) => {
    command.promise.catch(() => undefined);
    return send(command, stream);
  };
  return connection;
}
