import { describe, expect, it } from "vitest";
import { readMsg } from "#workers/documents/formats/msg/read-msg.ts";
import { compoundFile, type Storage } from "../archive/compound-files.ts";
import { extractedText } from "./extracted-text.ts";
import { inWords } from "./in-words.ts";
import { type Properties, storage } from "./msg-storage.ts";

const numbered = (prefix: string, storages: readonly Storage[]): Storage =>
  Object.fromEntries(storages.map((one, at) => [`${prefix}_version1.0_#${at.toString(16).padStart(8, "0")}`, one]));
const recipients = (count: number, name: string, type: number) =>
  Array.from({ length: count }, (_, at) => storage(8, { "3001": `${name}${at + 1}`, "0C15": type }));
const file = (name: string, more: Properties = {}) => storage(8, { "3707": name, ...more });
const attachedMessage = (subject: string): Storage => ({
  ...storage(8, {}),
  "__substg1.0_3701000D": storage(24, { "0037": subject }),
});

function read({ to = [], attachments = [] }: { to?: Storage[]; attachments?: Storage[] }) {
  const message = storage(32, { "0037": "Offer", "0C1A": "Ada", "1000": "Hello" });
  return inWords(
    readMsg(compoundFile({ ...message, ...numbered("__recip", to), ...numbered("__attach", attachments) })),
  );
}

describe("a saved message of Outlook", () => {
  it("gives who wrote to whom, its text and what is attached to it", () => {
    const { text, incomplete } = read({
      to: [...recipients(1, "Bo", 1), ...recipients(1, "Cy", 2), ...recipients(1, "Di", 3)],
      attachments: [file("offer.pdf"), file("logo.png", { "7FFE": 1 }), attachedMessage("Inner")],
    });
    expect(text).toBe("# Offer\n\nAda → Bo1; cc Cy1\nAttachments: offer.pdf\n\nHello\n\nAttached message:\n\n# Inner");
    expect(incomplete).toBe("A file or object inside the document was not read; the text names it.");
  });

  it("says how many recipients are not named, of each kind", () => {
    const { text } = read({ to: [...recipients(200, "To", 1), ...recipients(203, "Cc", 2)] });
    expect(text).toMatch(/To199, To200; cc Cc1, Cc2, /);
    expect(text).toMatch(/Cc199, Cc200, and 3 more\n/);
    expect(read({ to: recipients(201, "To", 1) }).text).toMatch(/To200, and 1 more\n/);
  });

  it("says how many attachments are not named", () => {
    const files = Array.from({ length: 203 }, (_, at) => file(`${at + 1}.pdf`));
    expect(read({ attachments: files.slice(0, 200) }).text).toMatch(/; 199\.pdf; 200\.pdf\n/);
    expect(read({ attachments: files }).text).toMatch(/; 199\.pdf; 200\.pdf; and 3 more\n/);
  });

  it("says that not all attached messages were read", () => {
    const messages = Array.from({ length: 201 }, (_, at) => attachedMessage(`Inner ${at + 1}`));
    expect(read({ attachments: messages.slice(0, 200) })).not.toHaveProperty("incomplete");
    const { text, incomplete } = read({ attachments: messages });
    expect(text).toMatch(/# Inner 200$/);
    expect(incomplete).toBe("Some attached messages were not read.");
  });

  it("says that its HTML was not read whole", () => {
    const html = Buffer.from("<p>".repeat(200_001));
    const { incomplete } = inWords(readMsg(compoundFile({ ...storage(32, {}), "__substg1.0_10130102": html })));
    expect(incomplete).toContain("too many HTML elements");
  });

  it("gives its HTML where its plain text only stands in for it", () => {
    const html = { "__substg1.0_10130102": Buffer.from("<p>The offer of 4,200 euros ends on Friday.") };
    const body = (plain: string) => readMsg(compoundFile({ ...storage(32, { "1000": plain }), ...html })).text;
    expect(body("Open in browser.")).toBe("The offer of 4,200 euros ends on Friday.");
    expect(body("The offer (4,200 euros) ends on Friday")).toBe("The offer (4,200 euros) ends on Friday");
  });

  it("says that it is damaged where a part of it is shorter than it should be", () => {
    const bytes = compoundFile({ ...storage(32, { "0037": "Offer" }), "__substg1.0_1000001F": new Uint8Array(2_000) });
    const name = Buffer.from("__substg1.0_1000001F", "utf16le");
    const damaged = Buffer.from(bytes);
    damaged.writeUInt32LE(9_000, damaged.indexOf(name) + 120);
    expect(inWords(readMsg(bytes))).not.toHaveProperty("incomplete");
    expect(inWords(readMsg(damaged))).toMatchObject({
      text: expect.stringMatching(/^# Offer/),
      incomplete: "The file is damaged; parts of it could not be read.",
    });
  });

  it("says that it is damaged where it has no text although it lists one", () => {
    const listed = (id: string, size: number) => {
      const entry = Buffer.alloc(16);
      entry.writeUInt32LE(Number.parseInt(`${id}001F`, 16));
      entry.writeUInt32LE(size, 8);
      return readMsg(compoundFile({ "__properties_version1.0": Buffer.concat([Buffer.alloc(32), entry]) }));
    };
    expect(inWords(listed("1000", 40)).incomplete).toMatch(/^The file is damaged/);
    expect(inWords(listed("1000", 2))).not.toHaveProperty("incomplete");
    expect(inWords(listed("3001", 40))).not.toHaveProperty("incomplete");
  });

  const withRtf = (text: string, { size = text.length, plain = "" } = {}) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(size, 4);
    head.write("MELA", 8, "latin1");
    const streams = {
      "__substg1.0_10090102": Buffer.concat([head, Buffer.from(text)]),
      "__substg1.0_1000001F": Buffer.from(plain, "utf16le"),
    };
    return inWords(readMsg(compoundFile({ ...storage(32, {}), ...streams })));
  };

  it("gives the rows of its RTF where its plain text says the same", () => {
    const table = "{\\rtf1 \\trowd\\cellx1\\cellx2\\intbl Chairs\\cell 4,200 euros\\cell\\row}";
    expect(withRtf(table, { plain: "Chairs\n4,200 euros" }).text).toContain("Chairs\t4,200 euros");
    expect(withRtf(table, { plain: "Chairs\n9,900 euros" }).text).toContain("Chairs\n9,900 euros");
    expect(withRtf(table, { size: 900, plain: "Chairs\n4,200 euros" }).text).toContain("Chairs\n4,200 euros");
  });

  it("gives its plain text where its RTF lacks an address, has no words, or can't be read", () => {
    const link = '{\\rtf1 See {\\field{\\*\\fldinst HYPERLINK "https://contoso.com/plan"}{\\fldrslt the plan}} now.}';
    const plain = "See the plan <https://contoso.com/plan> now.";
    expect(withRtf(link, { plain }).text).toBe(plain);
    expect(withRtf("{\\rtf1 }", { plain: "??" }).text).toBe("??");
    const rules = Array.from({ length: 10_001 }, (_, at) => `.a${at}\\{display:none\\}`).join("");
    const tooComplex = `{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <style>${rules}</style>}Hello there}`;
    expect(withRtf(tooComplex, { plain: "Hello there" })).toEqual({ text: "Hello there" });
  });

  it("gives its headers and plain text where its HTML is too complex to be read", () => {
    const rules = Array.from({ length: 10_001 }, (_, at) => `.a${at}{display:none}`).join("");
    const html = { "__substg1.0_10130102": Buffer.from(`<style>${rules}</style><p>Hello <b class=a1>hidden`) };
    const body = (plain: string) =>
      inWords(readMsg(compoundFile({ ...storage(32, { "0037": "Offer", "1000": plain }), ...html })));
    expect(body("Hello")).toMatchObject({ text: "# Offer\n\nHello", incomplete: expect.stringMatching(/too complex/) });
    expect(body("").text).toBe("# Offer");
  });

  it("says that it is damaged where its packed text ends early", () => {
    const packed = (size: number) => withRtf("{\\rtf1 Hello}", { size });
    expect(packed(13)).toEqual({ text: "Hello" });
    expect(packed(900)).toEqual({ text: "Hello", incomplete: "The file is damaged; parts of it could not be read." });
  });

  it("says that an attached message is damaged", () => {
    const inner = { "__substg1.0_3701000D": { "__substg1.0_0037001F": Buffer.from("Inner", "utf16le") } };
    const { text, incomplete } = read({ attachments: [{ ...storage(8, {}), ...inner }] });
    expect(text).toMatch(/# Inner$/);
    expect(incomplete).toMatch(/^The file is damaged/);
  });

  it("is refused when nothing says what it should have", () => {
    const bytes = compoundFile({ inside: storage(32, {}), "__substg1.0_0037001F": Buffer.from("Offer", "utf16le") });
    expect(() => readMsg(bytes)).toThrow("It is damaged, or not a valid message.");
  });

  it("is said to be damaged, not of another program, where its directory is cut off", async () => {
    const whole = Buffer.from(compoundFile({ big: new Uint8Array(5_000), ...storage(32, { "0037": "Offer" }) }));
    const cut = whole.subarray(0, whole.indexOf(Buffer.from("Root Entry", "utf16le")));
    await expect(extractedText(cut)).rejects.toThrow("unreadable: It is damaged, or breaks the rules of its format.");
    await expect(extractedText(compoundFile({ other: new Uint8Array(9) }))).rejects.toThrow(/an unknown program/);
  });

  it("is refused when it has more parts than are read", () => {
    const parts = Object.fromEntries(Array.from({ length: 20_001 }, (_, at) => [`part ${at}`, new Uint8Array()]));
    expect(() => readMsg(compoundFile(parts))).toThrow("It has too many parts to be read.");
  });
});
