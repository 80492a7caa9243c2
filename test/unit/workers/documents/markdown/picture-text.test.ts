import { describe, expect, it } from "vitest";
import { extractedText } from "#test/unit/workers/documents/formats/extracted-text.ts";
import { docx, pptx } from "#test/unit/workers/documents/hostile/office-files.ts";
import { pictureText } from "#workers/documents/markdown/picture-text.ts";

describe("the description of a picture", () => {
  it("is given on one line", () => {
    expect(pictureText(" A harbour\n\n at night ")).toBe("(image: A harbour at night)");
  });

  it.each([
    ["C:\\Users\\Ada Lovelace\\Desktop\\offer 2.png", "(image: offer 2.png)"],
    ["c:/Users/ada/AppData/Local/Temp/msohtmlclip1/01/clip_image001.jpg", "(image: clip_image001.jpg)"],
    ["file:///C:/Users/ada/My%20Pictures/harbour.png", "(image: harbour.png)"],
    ["file:///Users/ada/harbour.png", "(image: harbour.png)"],
    ["\\\\fileserver\\ada\\harbour.png", "(image: harbour.png)"],
    ["/home/ada/harbour.png", "(image: harbour.png)"],
    ["Harbour, from C:\\Users\\ada\\harbour.png", "(image: Harbour, from harbour.png)"],
    ["C:\\Users\\ada", ""],
    ["https://cdn.example/people/ada/harbour.png?sig=abc#x", "(image: harbour.png)"],
    ["https://cdn.example/i/4711", ""],
    ["data:image/png;base64,AAAA", ""],
    ["cid:image001.png@01DA", ""],
    ["716052216", ""],
  ])("tells no path, address or person: %s", (description, shown) => {
    expect(pictureText(description)).toBe(shown);
  });

  it.each(["Ratio 1:2", "2026", "either/or", "https://x.example is our new site", "A \\ B", "homes/flats"])(
    "stays as it is where it is no path: %s",
    (description) => {
      expect(pictureText(description)).toBe(`(image: ${description})`);
    },
  );

  it.each([
    ["A close up of a logo\n\nDescription generated with very high confidence", "(image: A close up of a logo)"],
    ["A harbour at night Description automatically generated", "(image: A harbour at night)"],
    ["Ein Hafen\n\nAutomatisch generierte Beschreibung", "(image: Ein Hafen)"],
    ["A harbour\n\nAI-generated content may be incorrect.", "(image: A harbour)"],
    ["Picture 3", ""],
    ["Grafik 12", ""],
    ["図 1", ""],
    ["Image", ""],
    ["picture 1", ""],
    ["picture=1", "(image: picture=1)"],
    ["Image 3 shows the harbour", "(image: Image 3 shows the harbour)"],
  ])("is without what Office adds by itself: %s", (description, shown) => {
    expect(pictureText(description)).toBe(shown);
  });

  it("tells none in Word, PowerPoint and HTML", async () => {
    const path = "C:\\Users\\ada\\harbour.png";
    const inWord = `<w:p><w:r><w:drawing><wp:docPr descr="${path}"/></w:drawing></w:r></w:p>`;
    const onSlide = `<p:pic><p:nvPicPr><p:cNvPr descr="${path}"/></p:nvPicPr></p:pic>`;
    const inHtml = `<!doctype html><p><img alt="${path}" src="file:///${path}"></p>`;
    for (const document of [docx(inWord), pptx([onSlide]), inHtml]) {
      expect((await extractedText(document)).text).toMatch(/^(?:## Slide 1\n\n)?\(image: harbour\.png\)$/);
    }
  });

  it("is the name of the attached picture where it is only an address", async () => {
    const html = '<!doctype html><p>See <img alt="https://x.example/i/1" src="cid:harbour.png@01DA"></p>';
    expect((await extractedText(html)).text).toBe("See (image: harbour.png)");
  });
});
