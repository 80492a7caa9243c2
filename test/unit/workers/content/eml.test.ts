import { expect, it } from "vitest";
import { readEml } from "#workers/content/eml.ts";

const read = async (lines: readonly string[]) => await readEml(new TextEncoder().encode(lines.join("\r\n")));

it("a message in Internet form says that its HTML was not read whole", async () => {
  const head = ["Subject: Offer", "Content-Type: text/html", ""];
  expect(await read([...head, "<p>Hello"])).toEqual({ text: "# Offer\n\nHello" });
  expect((await read([...head, "<p>".repeat(200_001)])).incomplete).toContain("too many HTML elements");
});

it("a message in Internet form says that not all messages in it were read", async () => {
  const inner = ["--x", "Content-Type: message/rfc822", "", "Subject: Inner", "", "Hello"];
  const outer = (count: number) => [
    "Content-Type: multipart/mixed; boundary=x",
    "",
    ...Array.from({ length: count }, () => inner).flat(),
    "--x--",
  ];
  expect(await read(outer(19))).not.toHaveProperty("incomplete");
  expect((await read(outer(20))).incomplete).toBe("Some attached messages were not read.");
});
