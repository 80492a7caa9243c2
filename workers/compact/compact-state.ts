import { hash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { z } from "zod";
import { createByteReader } from "./byte-reader.ts";
import { createByteWriter } from "./byte-writer.ts";
import { type Codec, codecOf } from "./codec-of.ts";
import { createTextReader, createTextWriter, usualTexts } from "./text-codec.ts";

/** The first byte: how the rest is written. Neither begins what earlier versions wrote. */
const asItIs = 2;
const deflated = 3;
/** A longer state is deflated, where that makes it shorter. */
const longBytes = 300;
const maxBytes = 1_000_000;

interface KnownSchema {
  codec: Codec;
  /** Two bytes that states of other schemas do not have, nearly always. */
  mark: number;
}

const known = new WeakMap<z.ZodType, KnownSchema>();

function knownSchema(schema: z.ZodType): KnownSchema {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const codec = codecOf(schema);
  const mark = Number.parseInt(hash("sha256", `${codec.shape} ${usualTexts}`).slice(0, 4), 16);
  const made = { codec, mark };
  known.set(schema, made);
  return made;
}

/**
 * A state in as few bytes as its values need: models copy it character by character. It has no names, so only the same
 * schema can read it.
 */
export function packState<T>(state: T, schema: z.ZodType<T>): Buffer {
  const { codec, mark } = knownSchema(schema);
  const writer = createByteWriter();
  writer.count(mark);
  codec.write(state, { ...writer, text: createTextWriter(writer) });
  const bytes = writer.done();
  const short = bytes.length > longBytes ? deflateRawSync(bytes) : bytes;
  return short.length < bytes.length
    ? Buffer.concat([Uint8Array.of(deflated), short])
    : Buffer.concat([Uint8Array.of(asItIs), bytes]);
}

/** The state, as it comes out of the schema. Undefined for bytes of another schema, or of another version of this. */
export function unpackState<T>(packed: Buffer, schema: z.ZodType<T>): T | undefined {
  const [form] = packed;
  if (form !== asItIs && form !== deflated) return undefined;
  const body = packed.subarray(1);
  try {
    const reader = createByteReader(form === deflated ? inflateRawSync(body, { maxOutputLength: maxBytes }) : body);
    const { codec, mark } = knownSchema(schema);
    if (reader.count() !== mark) return undefined;
    return schema.safeParse(codec.read({ ...reader, text: createTextReader(reader) })).data;
  } catch {
    return undefined;
  }
}
