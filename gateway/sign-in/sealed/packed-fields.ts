const lengthBytes = 2;
const longestField = 0xffff;

/** Fields one after the other, each with its length before it: no escaping, so the size is known beforehand. */
export function packFields(fields: readonly Uint8Array[]): Buffer {
  const parts = fields.flatMap((field) => {
    if (field.length > longestField) throw new RangeError("A field of a sealed value is too long.");
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt16BE(field.length);
    return [length, field];
  });
  return Buffer.concat(parts);
}

/** The fields again, or undefined when the bytes are not whole fields. */
export function unpackFields(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + lengthBytes > bytes.length) return undefined;
    const start = at + lengthBytes;
    const end = start + bytes.readUInt16BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(start, end));
    at = end;
  }
  return fields;
}
