import { type Command, Redis } from "ioredis";

/** The commands that Redis has not answered, as ioredis keeps them. */
const unansweredIn = (redis: Redis): { length: number } => Reflect.get(redis, "commandQueue");

/**
 * A connection that writes the commands of one event-loop turn in one system call, at the end of that turn, or as soon
 * as the running callbacks end when Redis owes no answer: then there is little to do, and a call may wait for this.
 * ioredis' own auto-pipelining costs a multiple: it allocates an object per batch.
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
    const later = unansweredIn(this).length === 0 ? process.nextTick : setImmediate;
    later(() => {
      if (this.corked === stream) this.corked = undefined;
      stream.uncork();
    });
  }
}
