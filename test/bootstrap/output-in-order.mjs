/**
 * Gives programs that run side by side one output, as if they ran one after the other: the first that has not ended
 * writes straight through, and what the others write is kept until all before them have ended.
 *
 * @param {number} count how many programs there are
 * @param {(chunk: Buffer) => void} write
 */
export function outputInOrder(count, write) {
  /** @type {Buffer[][]} */
  const kept = Array.from({ length: count }, () => []);
  const ended = new Set();
  let first = 0;
  return {
    /**
     * @param {number} index
     * @param {Buffer} chunk
     */
    write(index, chunk) {
      if (index === first) write(chunk);
      else kept[index]?.push(chunk);
    },
    /** @param {number} index */
    end(index) {
      ended.add(index);
      while (ended.has(first)) {
        first += 1;
        for (const chunk of kept[first]?.splice(0) ?? []) write(chunk);
      }
    },
  };
}
