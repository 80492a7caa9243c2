import { describe, expect, test } from "vitest";
import { ToolError } from "#common/errors.ts";
import { compositeGateway } from "./composite-gateway.ts";

const id = "mail:///messages/AAMk";
const body = {
  contentType: "text/markdown",
  content: "Container BLAU4471203 is expected.",
  writtenBy: { name: "Daniel Costa", address: "daniel@port.example" },
  external: true,
  startCharacter: 0,
  endCharacter: 34,
  totalCharacters: 34,
};
const message = { subject: "Arrival notice", webLink: "https://mail.example/a", external: true };
const fetched = (output: Record<string, unknown>, from = id) =>
  compositeGateway({
    answers: { read_resource: { uri: id, kind: "mail-message", moreContent: false, ...output } },
  }).call("fetch", { id: from });

describe("fetch", () => {
  test("gives the text, who wrote it and whether they are outside, the name and the link for people", async () => {
    expect(await fetched({ message, body })).toEqual({
      id,
      title: "Arrival notice",
      text: body.content,
      url: "https://mail.example/a",
      metadata: {
        kind: "mail-message",
        ...message,
        contentType: "text/markdown",
        writtenBy: body.writtenBy,
        external: true,
        startCharacter: 0,
        endCharacter: 34,
        totalCharacters: 34,
      },
    });
  });

  test("gives the description as the text of what has none, and says nothing twice", async () => {
    const chat = { topic: "Kyoto", messages: [{ id: "1", text: "The line is there." }] };
    expect(await fetched({ kind: "chat-messages", chat })).toEqual({
      id,
      title: "Kyoto",
      text: JSON.stringify(chat),
      url: "",
      metadata: { kind: "chat-messages" },
    });
  });

  test("names what has no name by its kind, and links an address by itself", async () => {
    const uri = "https://contoso.sharepoint.com/sites/a/b.txt";
    expect(await fetched({ uri, kind: "sharing-link", body })).toMatchObject({ title: "sharing link", url: uri });
  });

  test("says how long text goes on, and goes on by that id", async () => {
    const incomplete = { reason: "Characters 0 to 34 of 900 are shown; read on with nextCursor." };
    const first = await fetched({ message, body, moreContent: true, nextCursor: "abc-_1", incomplete });
    expect(first).toMatchObject({ metadata: { nextCursor: `${id}#cursor=abc-_1` }, incomplete });
    const gateway = compositeGateway({ answers: { read_resource: { uri: id, kind: "mail-message", body } } });
    await gateway.call("fetch", { id: `${id}#cursor=abc-_1` });
    expect(gateway.queued[0]?.input).toEqual({ uri: id, cursor: "abc-_1" });
  });

  test("is one job, in the queue of what is read, whose kind the audit log has", async () => {
    const gateway = compositeGateway({ answers: { read_resource: { uri: id, kind: "file", body } } });
    await gateway.call("fetch", { id: "file:///drive/item" });
    expect(gateway.queued).toMatchObject([{ workload: "files", input: { uri: "file:///drive/item" } }]);
    expect(gateway.audited()).toMatchObject([
      { tool: "fetch", resource: "file", parts: [{ tool: "read_resource" }] },
      { tool: "fetch", resource: "file", outcome: "ok", parts: [{ tool: "read_resource", outcome: "ok" }] },
    ]);
  });

  test("passes its progress on, and a refusal as it is", async () => {
    const refusal = new ToolError("claims_challenge", "Sign in again.", { claims: "{}" });
    const gateway = compositeGateway({ answers: { read_resource: refusal } });
    const onProgress = () => undefined;
    await expect(gateway.open("fetch", { id }, { onProgress }).answer).rejects.toBe(refusal);
    expect(gateway.queued[0]?.onProgress).toBe(onProgress);
  });

  test.each(["https://evil.example/", `${id}#other`, "mail:///messages/a/../b"])(
    "refuses %s before anything is queued",
    async (bad) => {
      const gateway = compositeGateway();
      await expect(gateway.call("fetch", { id: bad })).rejects.toMatchObject({ code: "invalid_input" });
      expect(gateway.asked()).toEqual([]);
    },
  );
});
