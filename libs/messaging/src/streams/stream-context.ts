import { BaseRpcContext } from '@nestjs/microservices';

/** Where an event came from: injected with `@Ctx()`. */
export class StreamContext extends BaseRpcContext<[string, string]> {
  constructor(stream: string, streamId: string) {
    super([stream, streamId]);
  }

  /** The id of the entry in its stream. */
  get streamId(): string {
    return this.getArgs()[1];
  }
}
