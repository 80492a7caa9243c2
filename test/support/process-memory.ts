import { open, readFile } from "node:fs/promises";

const chunkBytes = 8 * 1024 * 1024;

/** The writable memory of a process, as /proc shows it (Linux, same user or root). */
async function writableRanges(pid: number): Promise<{ start: number; end: number }[]> {
  const maps = await readFile(`/proc/${pid}/maps`, "utf8");
  return maps
    .split("\n")
    .filter((line) => /^\S+ rw/.test(line) && !/\[v(var|syscall|dso)/.test(line))
    .map((line) => {
      const [start = "0", end = "0"] = (line.split(" ")[0] ?? "").split("-");
      return { start: Number.parseInt(start, 16), end: Number.parseInt(end, 16) };
    });
}

/** Which of the needles stand anywhere in a process' writable memory, freed parts included. */
export async function findInMemory(pid: number, needles: readonly string[]): Promise<string[]> {
  const wanted = needles.map((needle) => Buffer.from(needle));
  const overlap = Math.max(...wanted.map(({ length }) => length)) - 1;
  const found = new Set<string>();
  const memory = await open(`/proc/${pid}/mem`, "r");
  try {
    for (const { start, end } of await writableRanges(pid)) {
      for (let position = start; position < end; position += chunkBytes) {
        const length = Math.min(chunkBytes + overlap, end - position);
        const buffer = Buffer.alloc(length);
        const { bytesRead } = await memory.read(buffer, 0, length, position).catch(() => ({ bytesRead: 0 }));
        const part = buffer.subarray(0, bytesRead);
        for (const [index, needle] of wanted.entries()) {
          if (part.includes(needle)) found.add(needles[index] ?? "");
        }
      }
    }
  } finally {
    await memory.close();
  }
  return [...found];
}
