import { describe, expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

describe("a contact", () => {
  it("is given without pictures and keys", async () => {
    const contact =
      "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nPHOTO:data:image/jpeg;base64,AAAA\nitem1.KEY;ENCODING=b:AAAA\nEND:VCARD";
    expect(await extractedText(contact)).toEqual({
      detectedType: "text/vcard",
      text: "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nEND:VCARD",
    });
  });
});
