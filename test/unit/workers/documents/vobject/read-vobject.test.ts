import { describe, expect, it } from "vitest";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { readVObject } from "#workers/documents/vobject/read-vobject.ts";

const read = (...lines: string[]) => readVObject(lines.join("\r\n")).text;

describe("a contact in quoted-printable", () => {
  it.each([
    ["N;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Ada", "N:Müller;Ada"],
    ["N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FCller", "N:Müller"],
    ["N;QUOTED-PRINTABLE:M=C3=BCller", "N:Müller"],
    ["item1.adr;home;encoding=quoted-printable;charset=utf-8:;;Stra=c3=9fe 1", "item1.adr;home:;;Straße 1"],
    ["N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=83A=83J", "N:アカ"],
    ["N;CHARSET=unknown;ENCODING=QUOTED-PRINTABLE:M=C3=BCller", "N:Müller"],
    ["N;ENCODING=QUOTED-PRINTABLE:Müller=2C=20Ada=3D", "N:Müller, Ada="],
    ["N;ENCODING=QUOTED-PRINTABLE:100=% =zz =4", "N:100=% =zz =4"],
  ])("is decoded: %s", (line, expected) => {
    expect(read(line)).toBe(expected);
  });

  it("is joined where its lines are broken, within a letter too", () => {
    const lines = ["NOTE;CHARSET=utf-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=", "=BC=C3=9Fe=", " an alle=", "", "TEL:1"];
    expect(read(...lines)).toBe("NOTE:Grüße an alle\nTEL:1");
    expect(read("NOTE;", " ENCODING=QUOTED-PRINTABLE:a=", "b", "TEL:1")).toBe("NOTE:ab\nTEL:1");
    expect(read("NOTE;ENCODING=QUOTED-PRINTABLE:a=")).toBe("NOTE:a");
  });

  it("can't pretend to be another property", () => {
    const note = "NOTE;ENCODING=QUOTED-PRINTABLE:One=0D=0AORGANIZER:mailto:bo@contoso.com=0ATwo=E2=80=A8Three";
    expect(readVObject(note)).toEqual({
      text: "NOTE:One\n  ORGANIZER:mailto:bo@contoso.com\n  Two\n  Three",
      writtenBy: undefined,
    });
  });

  it("is only seen in what says so", () => {
    expect(read("URL:https://contoso.com/?a=41&b=", "NOTE;A:B;QUOTED-PRINTABLE:=41", "N;QUOTED-PRINTABLE;")).toBe(
      "URL:https://contoso.com/?a=41&b=\nNOTE;A:B;QUOTED-PRINTABLE:=41\nN;QUOTED-PRINTABLE;",
    );
  });

  it("is read in time that grows with its lines", async () => {
    const head = "NOTE;ENCODING=QUOTED-PRINTABLE:";
    const cpuMs = await ownCpuMs(() => {
      expect(read(head + "=\r\n".repeat(1_000_000))).toBe("NOTE:");
      expect(read(`${head}a${"\r\n ".repeat(1_000_000)}`)).toBe("NOTE:a");
      expect(read(...Array.from({ length: 50_000 }, () => `${head}=41`))).toHaveLength(50_000 * 7 - 1);
    });
    expect(cpuMs).toBeLessThan(5_000);
  });
});

describe("a picture in a contact", () => {
  it.each(["PHOTO;BASE64:/9j/", "PHOTO;JPEG;base64:/9j/", "PHOTO;BASE64;TYPE=JPEG:/9j/", "KEY;ENCODING=b:/9j/"])(
    "is left out with all its lines: %s",
    (line) => {
      expect(read("FN:Ada", line, " 4AAQ=", "", "TEL:1")).toBe("FN:Ada\n\nTEL:1");
    },
  );
});
