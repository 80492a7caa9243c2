import { describe, expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

describe("plain text", () => {
  it("keeps its layout and loses invisible characters", async () => {
    expect(await extractedText("a\u200b  b\r\n\tc\n\n")).toEqual({ detectedType: "text/plain", text: "a  b\n\tc" });
  });

  it("keeps a declared type of text, which its bytes can't tell, and no other type", async () => {
    const typeOf = async (mediaType: string) => (await extractedText('{"a":1}', { mediaType })).detectedType;
    expect(await typeOf("application/json; charset=utf-8")).toBe("application/json");
    expect(await typeOf("text/csv")).toBe("text/csv");
    expect(await typeOf("application/pdf")).toBe("text/plain");
  });
});
