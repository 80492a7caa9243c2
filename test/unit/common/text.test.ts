import { describe, expect, it } from "vitest";
import { normalised } from "#common/text.ts";
import { shownName } from "#gateway/sign-in/clients/client-id.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { foldAddress } from "#workers/tools/files/file-address.ts";
import { foldText } from "#workers/tools/query/searchable-text.ts";

const marks = (count: number) => "\u0301\u0323".repeat(count / 2);

describe("a normalised text", () => {
  it("is that of Unicode where no letter has more than 30 marks", () => {
    for (const form of ["NFC", "NFKC", "NFKD"] as const) {
      for (const text of ["Tiếng Việt", "ｶﾞﾊﾟ", "Å ﬁ ½", `e${marks(30)}x${marks(30)}`, "กำ", ""]) {
        expect(normalised(text, form)).toBe(text.normalize(form));
      }
    }
  });

  it("has 30 marks of a letter that has more", () => {
    expect(normalised(`e${marks(1_000)}x`, "NFKD")).toBe(`e${marks(30)}x`.normalize("NFKD"));
  });

  it("takes no longer for marks than for letters, in names of clients and texts of events too", async () => {
    const text = `a${marks(100_000)}`;
    for (const work of [
      () => normalised(text, "NFC"),
      () => foldText(text),
      () => foldAddress(text),
      () => shownName(text),
    ]) {
      expect(await ownCpuMs(work)).toBeLessThan(500);
    }
  });

  // proves A34
  it("has a few letters for each of a text to be compared, however many one of it stands for", () => {
    expect(foldText("㌖")).toBe(foldText("キロメートル"));
    expect(foldText("\ufdfa".repeat(50))).toHaveLength(18 * 50);
    expect(foldText("\ufdfa".repeat(50_000)).length).toBeLessThan(5 * 50_000);
  });
});
