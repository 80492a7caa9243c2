import { createInterface } from "node:readline";

/** A person who types lines, or a pipe. */
export interface Input {
  /** Shows a question and waits for a line, without its ends. Rejects when there will be none. */
  ask(question: string): Promise<string>;
  /** Lines that came and were not asked for, such as the end of something pasted, answer no later question. */
  forget(): void;
  close(): void;
}

/** Lines that come before they are asked for are kept: people paste several at once. */
export function openInput(stdin: NodeJS.ReadableStream, write: (text: string) => void): Input {
  const lines: string[] = [];
  const waiting: PromiseWithResolvers<string>[] = [];
  let isOver = false;
  const over = () => new Error("The input has ended before everything was answered.");
  const reader = createInterface({ input: stdin });
  reader.on("line", (line) => {
    const next = waiting.shift();
    if (next === undefined) lines.push(line.trim());
    else next.resolve(line.trim());
  });
  reader.once("close", () => {
    isOver = true;
    for (const one of waiting.splice(0)) one.reject(over());
  });
  return {
    ask(question) {
      write(question);
      const line = lines.shift();
      if (line !== undefined) return Promise.resolve(line);
      if (isOver) return Promise.reject(over());
      const asked = Promise.withResolvers<string>();
      waiting.push(asked);
      return asked.promise;
    },
    forget() {
      lines.length = 0;
    },
    close: () => reader.close(),
  };
}
