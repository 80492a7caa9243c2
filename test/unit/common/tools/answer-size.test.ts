import { expect, it } from "vitest";
import { outlookEmailSearch } from "#common/tools/outlook-email-search.ts";
import { fakeContext } from "./fake-context.ts";

it("a default page of mail stays small: under 6,000 tokens at 4 characters each, whatever the bodies weigh", async () => {
  const people = Array.from({ length: 200 }, (_, at) => ({
    emailAddress: { name: `Person Number ${at}`, address: `person.number.${at}@contoso.example` },
  }));
  const value = Array.from({ length: 10 }, (_, at) => ({
    id: `m${at}`.padEnd(150, "x"),
    subject: "A long subject ".repeat(10),
    from: people[at],
    toRecipients: people,
    ccRecipients: people,
    receivedDateTime: "2026-11-24T10:00:00Z",
    sentDateTime: "2026-11-24T10:00:00Z",
    bodyPreview: "word ".repeat(51),
    body: { contentType: "html", content: "<p>never asked for</p>".repeat(10_000) },
  }));
  const output = await outlookEmailSearch.handler(
    outlookEmailSearch.inputSchema.parse({}),
    fakeContext({ answers: () => ({ value }) }),
  );
  expect(output.messages).toHaveLength(10);
  expect(output.messages[0]).toMatchObject({ recipientCount: 200, ccRecipientCount: 200 });
  expect(JSON.stringify(output).length / 4).toBeLessThan(6_000);
});
