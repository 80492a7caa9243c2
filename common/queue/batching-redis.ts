import { type Command, Redis } from "ioredis";

/**
 * A connection that writes what one turn of the event loop asks of Redis in one system call. Nothing waits for it but
 * the end of the turn, and what follows an answer, such as purging, is written after that answer. ioredis' own
 * pipelining does the same at a multiple of its cost: it makes an object of every batch.
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
