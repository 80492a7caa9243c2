import { randomBytes } from "node:crypto";
import type { Writable } from "node:stream";
import { Command } from "ioredis";
import type { Call } from "#common/call.ts";
import { toolErrorToJson } from "#common/errors.ts";
import {
  chunkBytes,
  type FrameType,
  frameContext,
  frameFields,
  frameHeaderToText,
  lastFrameContent,
  replyStreamKey,
} from "#common/queue/protocol.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import { GatewayGoneError, type RunReply } from "#workers/run.ts";
import type { ReplyAddress } from "./open-job.ts";

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

/**
 * Seals frames and appends them to the gateway's stream. `NOMKSTREAM`: the stream of a gateway that died is not created
 * again. Every method rejects with `GatewayGoneError` when the stream does not exist; after any other error the next
 * frame takes the place of the one that Redis refused. `onAnswered` is called when Redis has the whole answer.
 */
export function createReplyWriter(
  call: Call,
  address: ReplyAddress,
  options: { redis: RedisConnection; onGatewayGone: () => void; onAnswered: () => void },
): RunReply {
  const { gatewayId, runNumber, envelope } = address;
  const { redis, onGatewayGone, onAnswered } = options;
  const stream = replyStreamKey(gatewayId);
  const runId = randomBytes(12).toString("base64url");
  let sequence = 0;
  let previousWrite: Promise<unknown> = Promise.resolve();

  async function write(type: FrameType, content: readonly Uint8Array[], isLast: boolean): Promise<void> {
    const header = { runNumber, runId, type, sequence, isLast };
    sequence += 1;
    const value = envelope.sealInParts(frameContext(call, header), ...content);
    const { requestId, header: headerField, sealed: sealedField } = frameFields;
    const fields = [requestId, call.requestId, headerField, frameHeaderToText(header), sealedField];
    try {
      if (!(await appendFrame(redis, { stream, fields, value }))) {
        onGatewayGone();
        throw new GatewayGoneError();
      }
    } catch (error) {
      // The gateway accepts no gaps: the next frame takes this one's sequence number.
      sequence = Math.min(sequence, header.sequence);
      throw error;
    }
  }

  /** One frame at a time: if Redis refused one after the next was sent, the sequence would have a gap. */
  function writeInOrder(type: FrameType, content: readonly Uint8Array[]): Promise<void> {
    const writing = previousWrite.then(() => write(type, content, false));
    previousWrite = writing.catch(() => undefined);
    return writing;
  }

  return {
    signedIn: () => writeInOrder("signed-in", []),
    progress: (progress) => writeInOrder("progress", [Buffer.from(JSON.stringify(progress))]),
    async error(error, report = {}) {
      await previousWrite;
      await write("error", lastFrameContent(report, Buffer.from(toolErrorToJson(error))), true);
      onAnswered();
    },
    async output(bytes, report) {
      await previousWrite;
      const writes: Promise<void>[] = [];
      for (let start = 0; start < bytes.length; start += chunkBytes) {
        const end = start + chunkBytes;
        const chunk = bytes.subarray(start, end);
        const isLast = end >= bytes.length;
        writes.push(write("output", isLast ? lastFrameContent(report, chunk) : [chunk], isLast));
      }
      await Promise.all(writes);
      onAnswered();
    },
  };
}
