// What a worker and a process that reads documents send each other, both ways, is a sequence of frames: the length of a
// head and of a body in bytes, as 32-bit numbers, then the head (JSON) and the body.

export interface Frame {
  head: unknown;
  body: Uint8Array;
}

export const prefixBytes = 8;

interface FrameLengths {
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

export interface FrameLimits {
  maxHeadBytes: number;
  maxBodyBytes: number;
  /** Number of pieces in which it may arrive: each costs this process a turn of its event loop. */
  maxPieces: number;
}

/**
 * Puts one frame together from what arrives. The returned function takes the next piece, and gives the frame with its
 * last one. Throws as soon as the frame exceeds a limit, is followed by anything, or has no JSON.
 */
export function createFrameCollector(limits: FrameLimits): (piece: Uint8Array) => Frame | undefined {
  let lengths: FrameLengths | undefined;
  let bytes = new Uint8Array(prefixBytes);
  let at = 0;
  let pieces = 0;

  function fill(piece: Uint8Array): Uint8Array {
    const taken = piece.subarray(0, bytes.length - at);
    bytes.set(taken, at);
    at += taken.length;
    return piece.subarray(taken.length);
  }

  return function take(piece) {
    pieces += 1;
    if (pieces > limits.maxPieces) throw new Error("too many pieces");
    let rest = fill(piece);
    if (lengths === undefined && at === prefixBytes) {
      lengths = readPrefix(bytes);
      const { headBytes, bodyBytes } = lengths;
      if (headBytes > limits.maxHeadBytes || bodyBytes > limits.maxBodyBytes) throw new Error("too long");
      at = 0;
      bytes = new Uint8Array(headBytes + bodyBytes);
      rest = fill(rest);
    }
    if (rest.length > 0) throw new Error("more than a frame");
    return lengths !== undefined && at === bytes.length ? frameOf(bytes, lengths) : undefined;
  };
}
