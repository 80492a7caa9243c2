import type { Writable } from "node:stream";
import { Command } from "ioredis";
import type { RedisConnection } from "#common/queue/redis.ts";

/**
 * `XADD` with a last value that is given in parts, which go to the socket as they are. ioredis would copy them into one
 * buffer with the rest; to make and fill two buffers of an answer's size takes longer than to encrypt it.
 */
class AppendInParts extends Command {
  private readonly value: readonly Uint8Array[];

  constructor(args: readonly string[], value: readonly Uint8Array[]) {
    super("xadd", [...args], { replyEncoding: "utf8" });
    this.value = value;
  }

  /** Writes all but the last bytes itself. Called again when the connection was lost before the answer. */
  override toWritable(socket: Writable): string {
    const args = [this.name, ...this.args].map((arg) => `$${Buffer.byteLength(String(arg))}\r\n${arg}\r\n`);
    const length = this.value.reduce((sum, { byteLength }) => sum + byteLength, 0);
    socket.cork();
    socket.write(`*${args.length + 1}\r\n${args.join("")}$${length}\r\n`);
    for (const part of this.value) socket.write(part);
    process.nextTick(() => socket.uncork());
    return "\r\n";
  }
}

/**
 * Appends an entry to a stream that exists. Resolves to whether it does; rejects with Redis' error.
 * @param fields names and values of the entry, and last a name alone
 * @param value of that name
 */
export async function appendFrame(
  redis: RedisConnection,
  { stream, fields, value }: { stream: string; fields: readonly string[]; value: readonly Uint8Array[] },
): Promise<boolean> {
  const command = new AppendInParts([stream, "NOMKSTREAM", "*", ...fields], value);
  redis.sendCommand(command);
  const id: unknown = await command.promise;
  return id !== null;
}
