import { createInterface } from "node:readline";

/** A person who types lines, or a pipe. */
export interface Input {
  /** Waits for a line, without its ends, and shows the question if none has come. Rejects when there will be none. */
  ask(question: string): Promise<string>;
  /** Lines that came and were not asked for, such as the end of something pasted, answer no later question. */
  forget(): void;
  close(): void;
}

/** A terminal gives what was pasted line by line, so long apart at most. */
const pasteMs = 100;

/** Lines that come before they are asked for are kept: people paste several at once, and want one question. */
export function openInput(stdin: NodeJS.ReadableStream, write: (text: string) => void): Input {
  const lines: string[] = [];
  const waiting: PromiseWithResolvers<string>[] = [];
  let isOver = false;
  let hasRead = false;
  let showing: NodeJS.Timeout | undefined;
  const over = () => new Error("The input has ended before everything was answered.");
  const reader = createInterface({ input: stdin });
  reader.on("line", (line) => {
    hasRead = true;
    clearTimeout(showing);
    const next = waiting.shift();
    if (next === undefined) lines.push(line.trim());
    else next.resolve(line.trim());
  });
  reader.once("close", () => {
    isOver = true;
    clearTimeout(showing);
    for (const one of waiting.splice(0)) one.reject(over());
  });
  return {
    ask(question) {
      const line = lines.shift();
      if (line !== undefined) return Promise.resolve(line);
      if (isOver) return Promise.reject(over());
      const asked = Promise.withResolvers<string>();
      waiting.push(asked);
      if (hasRead) showing = setTimeout(() => write(question), pasteMs);
      else write(question);
      return asked.promise;
    },
    forget() {
      lines.length = 0;
    },
    close: () => reader.close(),
  };
}
