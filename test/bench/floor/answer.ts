const before = '{"content":[{"type":"text","text":"';
const after = '"}]}';

/** The bytes of a JSON value, so many of them, that pass for the result of a tool. */
export function answerOf(bytes: number): Buffer {
  const text = "x".repeat(Math.max(0, bytes - before.length - after.length));
  return Buffer.from(before + text + after);
}
