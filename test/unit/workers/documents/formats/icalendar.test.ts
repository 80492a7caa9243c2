import { describe, expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

describe("an event", () => {
  it("is joined and unescaped, without what only programs read", async () => {
    const event =
      "BEGIN:VCALENDAR\r\nX-A:1\r\nX-B:2\r\nX-C:3\r\nBEGIN:VEVENT\r\nSUMMARY:Lun\r\n ch\\, at " +
      "\\\\noon\r\nDESCRIPTION:One\\nTwo\r\nX-ALT-DESC;FMTTYPE=text/html:<p " +
      "hidden>no\r\nATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    expect(await extractedText(event)).toEqual({
      detectedType: "text/calendar",
      text:
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lunch, at \\noon\nDESCRIPTION:One\n  Two\n" +
        "END:VEVENT\nEND:VCALENDAR",
    });
  });

  it("is written by its organizer, and by nobody where several events have several", async () => {
    const calendar = (...organizers: string[]) =>
      extractedText(`BEGIN:VCALENDAR\n${organizers.map((line) => `ORGANIZER${line}\n`).join("")}END:VCALENDAR`);
    const ada = ';CN="Lovelace, Ada":MAILTO:ada@contoso.com';
    const writtenBy = { name: "Lovelace, Ada", address: "ada@contoso.com" };
    expect(await calendar(ada, ada)).toMatchObject({ writtenBy });
    expect((await calendar(":mailto:bo@contoso.com")).writtenBy).toEqual({ address: "bo@contoso.com" });
    expect(await calendar(ada, ":mailto:bo@contoso.com")).not.toHaveProperty("writtenBy");
  });
});
