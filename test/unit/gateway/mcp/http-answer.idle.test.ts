// T19: idle connections — closed after 65 s, so that nobody can accumulate them.

import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import type { HttpAnswer } from "#gateway/mcp/transport/http-answer.ts";
import { startAnsweringServer } from "./answering-server.ts";

const message = [Buffer.from("{}")];
const answers: Readonly<Record<string, (answer: HttpAnswer) => void>> = {
  "/json": (answer) => answer.end(message),
  "/stream": (answer) => {
    answer.sendEvent(message);
    answer.end(message);
  },
};

const { app, ask } = await startAnsweringServer(answers, { keepAliveTimeout: 50 });
afterAll(() => app.close());

test.each(Object.keys(answers))("a connection on which nothing comes after an answer (%s) is closed", async (path) => {
  const socket = ask(path);
  let text = "";
  socket.on("data", (data) => {
    text += String(data);
  });
  socket.resume();
  await once(socket, "close");
  expect(text).toContain("200 OK");
});
