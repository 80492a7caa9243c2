import { expect, it } from "vitest";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const body = { contentType: "html", content: "<p>%PDF-1.7</p>" };
const siteId = "contoso.sharepoint.com,5724d91f-650c-4810-83cc-61a8818917d6,c3ba25dc-2c9f-48cb-83be-74cdf68ea5a0";
const pageId = "f45354cb-d634-45df-8b88-2b4e96a1dc45";
const page = {
  id: pageId,
  title: "Home",
  canvasLayout: { horizontalSections: [{ columns: [{ webparts: [{ innerHtml: body.content }] }] }] },
};
const at = { dateTime: "2026-11-24T10:00:00", timeZone: "UTC" };

it.each([
  ["a mail", "mail:///messages/AAMk%3D", { id: "AAMk=", body }],
  ["an event", "calendar:///events/AAMk%3D", { id: "AAMk=", subject: "x", start: at, end: at, body }],
  [
    "a chat message",
    `teams:///chats/${encodeURIComponent("19:a@thread.v2")}/messages/1657782060227`,
    { id: "1657782060227", body },
  ],
  ["a site page", `page:///sites/${encodeURIComponent(siteId)}/pages/${pageId}`, page],
])("the body of %s is read as what Graph says it is, not as what it begins with", async (_what, uri, answer) => {
  const context = fakeContext({
    answers: () => answer,
    extractText: () => ({ text: "words", detectedType: "text/html" }),
  });
  await callTool("read_resource", { uri }, context);
  expect(context.documents).toMatchObject([{ isBody: true, mediaType: "text/html; charset=utf-8" }]);
});
