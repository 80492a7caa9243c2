// What a worker and a process that reads documents send each other, both ways, is a sequence of frames: the length of a
// head and of a body in bytes, as 32-bit numbers, then the head (JSON) and the body.

export interface Frame {
  head: unknown;
  body: Uint8Array;
}

export const prefixBytes = 8;

export interface FrameLengths {
  headBytes: number;
  bodyBytes: number;
}

export function readPrefix(prefix: Uint8Array): FrameLengths {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixBytes);
  return { headBytes: view.getUint32(0), bodyBytes: view.getUint32(4) };
}

/** The beginning of a frame, after which its body is to be sent. */
export function frameStart(head: object, bodyBytes: number): Buffer {
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(json.length, 0);
  prefix.writeUInt32BE(bodyBytes, 4);
  return Buffer.concat([prefix, json]);
}

/** A frame out of the bytes after its prefix. Throws when its head is no JSON. */
export function frameOf(bytes: Uint8Array, { headBytes }: FrameLengths): Frame {
  return {
    head: JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, headBytes).toString()),
    body: bytes.subarray(headBytes),
  };
}
