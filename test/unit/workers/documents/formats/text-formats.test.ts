import { expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

it("plain text keeps its layout and loses invisible characters", async () => {
  expect(await extractedText("a\u200b  b\r\n\tc\n\n")).toEqual({ detectedType: "text/plain", text: "a  b\n\tc" });
});

it("plain text keeps a declared type of text, which its bytes can't tell, and no other type", async () => {
  const typeOf = async (mediaType: string) => (await extractedText('{"a":1}', { mediaType })).detectedType;
  expect(await typeOf("application/json; charset=utf-8")).toBe("application/json");
  expect(await typeOf("text/csv")).toBe("text/csv");
  expect(await typeOf("application/pdf")).toBe("text/plain");
});

it("a contact is given without pictures and keys", async () => {
  const contact =
    "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nPHOTO:data:image/jpeg;base64,AAAA\nitem1.KEY;ENCODING=b:AAAA\nEND:VCARD";
  expect(await extractedText(contact)).toEqual({
    detectedType: "text/vcard",
    text: "BEGIN:VCARD\nVERSION:4.0\nFN:Ada\nEND:VCARD",
  });
});

it("a transcript gives each speaker's turn once, with entities and times before the recording", async () => {
  const vtt =
    "WEBVTT\n\n-00:00:02.000 --> 00:00:01.000\n<v Ada &amp; Bo>Good</v>\n\n00:00:01.000 --> 00:00:02.000\n<v Ada " +
    "&amp; Bo>morning &lt;all&gt;</v>\n\nid-3\n00:01:00.500 --> 00:01:02.000\n<v Cy>Hi</v>\n";
  expect((await extractedText(vtt)).text).toBe("[-00:00:02] Ada & Bo: Good morning <all>\n\n[00:01:00] Cy: Hi");
});
