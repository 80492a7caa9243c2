// T19: idle connections — closed after 65 s, so that nobody can accumulate them.

import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { startAnsweringServer } from "./answering-server.ts";

const answers: Readonly<Record<string, () => Response>> = {
  "/json": () => Response.json({ is: "whole" }),
  "/stream": () => new Response("data: {}\n\n", { headers: { "content-type": "text/event-stream" } }),
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
