import { type Command, Redis } from "ioredis";

/**
 * A connection that writes the commands of one event-loop turn in one system call, at the end of that turn. ioredis'
 * own auto-pipelining costs a multiple: it allocates an object per batch.
 */
export class BatchingRedis extends Redis {
  private corked: Redis["stream"] | undefined;

  override sendCommand(command: Command, stream?: Parameters<Redis["sendCommand"]>[1]): unknown {
    this.holdUntilEndOfTurn();
    return super.sendCommand(command, stream);
  }

  private holdUntilEndOfTurn(): void {
    const { stream } = this;
    if (stream === undefined || stream === this.corked) return;
    this.corked = stream;
    stream.cork();
    setImmediate(() => {
      if (this.corked === stream) this.corked = undefined;
      stream.uncork();
    });
  }
}
