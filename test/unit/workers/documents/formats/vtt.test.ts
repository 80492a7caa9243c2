import { describe, expect, it } from "vitest";
import { extractedText } from "./extracted-text.ts";

describe("a transcript", () => {
  it("gives each speaker's turn once, with entities and times before the recording", async () => {
    const vtt =
      "WEBVTT\n\n-00:00:02.000 --> 00:00:01.000\n<v Ada &amp; Bo>Good</v>\n\n00:00:01.000 --> 00:00:02.000\n<v Ada " +
      "&amp; Bo>morning &lt;all&gt;</v>\n\nid-3\n00:01:00.500 --> 00:01:02.000\n<v Cy>Hi</v>\n";
    expect((await extractedText(vtt)).text).toBe("[-00:00:02] Ada & Bo: Good morning <all>\n\n[00:01:00] Cy: Hi");
  });
});
