import { z } from "zod";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** Where the parts of a value go, and come from. */
export interface Sink extends ByteWriter {
  text(value: string): void;
}
export interface Source extends ByteReader {
  text(): string;
}

/** Writes values of one schema without their names: both sides know the schema. */
export interface Codec {
  /** The schema in words: other words, other bytes. */
  shape: string;
  write(value: unknown, to: Sink): void;
  read(from: Source): unknown;
}

/** The codec of a schema. @throws for a kind of schema that no state of ours has */
export function codecOf(schema: unknown): Codec {
  if (schema instanceof z.ZodObject) return objectCodec(schema.shape);
  if (schema instanceof z.ZodUnion) return unionCodec(schema.options as readonly z.ZodType[]);
  if (schema instanceof z.ZodArray) return listCodec(codecOf(schema.element));
  if (schema instanceof z.ZodTuple) return tupleCodec(schema.def.items.map(codecOf));
  if (schema instanceof z.ZodRecord) return recordCodec(codecOf(schema.valueType));
  if (schema instanceof z.ZodEnum) return constantCodec(schema.options);
  if (schema instanceof z.ZodLiteral) return constantCodec([...schema.values]);
  if (schema instanceof z.ZodString) return text;
  if (schema instanceof z.ZodNumber) return count;
  if (schema instanceof z.ZodBoolean) return constantCodec([false, true]);
  throw new Error("no codec for this kind of schema");
}

const text: Codec = { shape: "text", write: (value, to) => to.text(String(value)), read: (from) => from.text() };

/** Twice of a smaller number is not exact. */
const least = -(2 ** 52);

/** Whole numbers. An even one stands for its half, an odd one for a negative number. */
const count: Codec = {
  shape: "number",
  write(value, to) {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < least) throw new Error("only whole numbers can be kept in a state");
    to.count(number < 0 ? -number * 2 - 1 : number * 2);
  },
  read(from) {
    const number = from.count();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  },
};

function constantCodec(values: readonly unknown[]): Codec {
  const isOne = values.length === 1;
  return {
    shape: JSON.stringify(values),
    write: (value, to) => (isOne ? undefined : to.count(values.indexOf(value))),
    read: (from) => values[isOne ? 0 : from.count()],
  };
}

function listCodec(element: Codec): Codec {
  return {
    shape: `[${element.shape}]`,
    write(value, to) {
      const elements = value as readonly unknown[];
      to.count(elements.length);
      for (const one of elements) element.write(one, to);
    },
    read: (from) => Array.from({ length: from.count() }, () => element.read(from)),
  };
}

function tupleCodec(elements: readonly Codec[]): Codec {
  return {
    shape: `(${elements.map(({ shape }) => shape).join()})`,
    write(value, to) {
      for (const [at, element] of elements.entries()) element.write((value as readonly unknown[])[at], to);
    },
    read: (from) => elements.map((element) => element.read(from)),
  };
}

function recordCodec(valueCodec: Codec): Codec {
  return {
    shape: `<${valueCodec.shape}>`,
    write(value, to) {
      const entries = Object.entries(value as Record<string, unknown>);
      to.count(entries.length);
      for (const [name, one] of entries) {
        to.text(name);
        valueCodec.write(one, to);
      }
    },
    read: (from) =>
      Object.fromEntries(Array.from({ length: from.count() }, () => [from.text(), valueCodec.read(from)])),
  };
}

/** The first option that a value meets. */
function unionCodec(options: readonly z.ZodType[]): Codec {
  const codecs = options.map(codecOf);
  return {
    shape: codecs.map(({ shape }) => shape).join("|"),
    write(value, to) {
      const at = options.findIndex((option) => option.safeParse(value).success);
      to.count(at);
      codecs[at]?.write(value, to);
    },
    read: (from) => codecs[from.count()]?.read(from),
  };
}

/** A number whose bits tell which optional fields there are, then the fields. */
function objectCodec(shape: z.ZodRawShape): Codec {
  const fields = Object.entries(shape).map(([name, schema]) => {
    const isOptional = schema instanceof z.ZodOptional;
    return { name, isOptional, codec: codecOf(isOptional ? schema.unwrap() : schema) };
  });
  const optional = fields.filter(({ isOptional }) => isOptional);
  const isThere = (flags: number, name: string) =>
    Math.floor(flags / 2 ** optional.findIndex((field) => field.name === name)) % 2 === 1;
  return {
    shape: `{${fields.map(({ name, isOptional, codec }) => `${name}${isOptional ? "?" : ""}:${codec.shape}`).join()}}`,
    write(value, to) {
      const values = value as Record<string, unknown>;
      const flags = optional.reduce((sum, { name }, at) => sum + (values[name] === undefined ? 0 : 2 ** at), 0);
      if (optional.length > 0) to.count(flags);
      for (const { name, codec } of fields) if (values[name] !== undefined) codec.write(values[name], to);
    },
    read(from) {
      const flags = optional.length > 0 ? from.count() : 0;
      const present = fields.filter(({ name, isOptional }) => !isOptional || isThere(flags, name));
      return Object.fromEntries(present.map(({ name, codec }) => [name, codec.read(from)]));
    },
  };
}
