// T19: idle connections — closed after 65 s, so that nobody can accumulate them.

import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { fastify } from "fastify";
import { afterAll, expect, test } from "vitest";
import { createOutputSplice } from "#gateway/mcp/output-splice.ts";
import { sendResponse } from "#gateway/mcp/send-response.ts";

const answers: Readonly<Record<string, () => Response>> = {
  json: () => Response.json({ is: "whole" }),
  stream: () => new Response("data: {}\n\n", { headers: { "content-type": "text/event-stream" } }),
};

const app = fastify({ keepAliveTimeout: 50 });
for (const [name, answer] of Object.entries(answers)) {
  app.get(`/${name}`, (_request, reply) =>
    sendResponse({
      reply,
      served: Promise.resolve(answer()),
      splice: createOutputSplice(),
      hold: undefined,
      onRefusal: () => reply,
    }),
  );
}
await app.listen({ port: 0, host: "127.0.0.1" });
afterAll(() => app.close());

test.each(Object.keys(answers))("a connection on which nothing comes after an answer (%s) is closed", async (name) => {
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  let text = "";
  socket.on("data", (data) => {
    text += String(data);
  });
  socket.write(`GET /${name} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await once(socket, "close");
  expect(text).toContain("200 OK");
});
