import { describe, expect, it } from "vitest";
import { pixelsOf } from "#test/support/pictures/pixels.ts";
import { pngFile, pngRows } from "#test/support/pictures/png-file.ts";
import { extractDocument } from "#workers/documents/extract-document.ts";
import { picture as pictureFormat } from "#workers/documents/formats/binary-formats.ts";
import { gapsInWords } from "#workers/documents/gaps.ts";
import { picturesOnPages } from "#workers/documents/ooxml/office-pictures.ts";
import { type OfficePackage, relationsFrom } from "#workers/documents/ooxml/ooxml-package.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { docx, office, pptx, rels, shape } from "../hostile/office-files.ts";

const ofColor = (color: readonly number[]) => pngFile({ width: 1, height: 1, rows: pngRows([color]) });
const red = ofColor([255, 0, 0]);
const blue = ofColor([0, 0, 255]);

async function read(bytes: Uint8Array, more: Partial<TextSource> = {}) {
  const found = await extractDocument({ bytes, mediaType: "", ...more });
  if (!("text" in found)) throw new Error(JSON.stringify(found));
  return found.text;
}

async function shown(bytes: Uint8Array, picture: number) {
  const { text, pictures = [] } = await read(bytes, { picture });
  const [first] = pictures;
  return { text, color: first && (await pixelsOf(first))[0]?.[0]?.slice(0, 3) };
}

const line = "[Picture of 1 × 1 pixels, shown as a picture]";
const blip = (id: string) => `<w:r><w:drawing><a:blip xmlns:a="a" r:embed="${id}" xmlns:r="r"/></w:drawing></w:r>`;
const image = (id: string, target: string) => ({ id, type: "image", target });

const letter = docx(
  `<w:p><w:r><w:t>First</w:t></w:r>${blip("r2")}</w:p><w:p>${blip("r1")}${blip("r2")}${blip("r3")}${blip("r9")}</w:p>`,
  {
    more: [
      rels(
        "word/document.xml",
        ["image1.png", "image2.png", "drawing.emf"].map((file, at) => image(`r${at + 1}`, `media/${file}`)),
      ),
      { name: "word/media/image1.png", content: red },
      { name: "word/media/image2.png", content: blue },
      { name: "word/media/drawing.emf", content: "drawing" },
    ],
  },
);

describe("the pictures of a Word document", () => {
  it("have their numbers where they stand in its text, and are counted once each", async () => {
    const text = "First (image 1)\n\n(image 2)  (image 1)";
    expect(await read(letter)).toMatchObject({ text, gaps: [{ kind: "pictures", count: 2 }] });
    expect((await read(docx("<w:p/>"))).gaps).not.toContainEqual(expect.objectContaining({ kind: "pictures" }));
  });

  it("are shown one by one in the order in which they stand there, with where", async () => {
    expect(await shown(letter, 1)).toEqual({ text: `Picture 1 of 2, in paragraph 1:\n\n${line}`, color: [0, 0, 255] });
    expect(await shown(letter, 2)).toEqual({ text: `Picture 2 of 2, in paragraph 2:\n\n${line}`, color: [255, 0, 0] });
  });

  it.each(pictureFormat.extensions)("may have names that end in .%s", async (extension) => {
    const named = docx(`<w:p>${blip("r1")}</w:p>`, {
      more: [
        rels("word/document.xml", [image("r1", `media/image1.${extension}`)]),
        { name: `word/media/image1.${extension}`, content: red },
      ],
    });
    expect((await read(named)).gaps).toContainEqual({ kind: "pictures", count: 1 });
    expect(await shown(named, 1)).toMatchObject({ color: [255, 0, 0] });
  });

  it("are refused where there is none of that number", async () => {
    for (const [bytes, picture] of [
      [letter, 3],
      [docx("<w:p/>"), 1],
      [red, 1],
      [Buffer.from("words"), 1],
    ] as const) {
      expect(await extractDocument({ bytes, mediaType: "", picture })).toEqual({ ok: false, refusal: "noSuchPicture" });
    }
  });

  it("lose no text where they can't be counted", async () => {
    const broken = docx("<w:p><w:r><w:t>First</w:t></w:r></w:p>", {
      more: [{ name: "word/_rels/document.xml.rels", content: "<Relationships><" }],
    });
    const found = await extractDocument({ bytes: broken, mediaType: "" });
    expect("text" in found ? found.text.gaps : undefined).toBeUndefined();
  });
});

describe("more pictures than are counted", () => {
  const numbersTo = (count: number) => Array.from({ length: count }, (_, at) => at);
  const imagesTo = (count: number, folder: string) =>
    numbersTo(count).map((at) => image(`r${at}`, `${folder}${at}.png`));
  /** A text that shows so many pictures. */
  function letterOf(count: number): Uint8Array {
    const files = numbersTo(count).map((at) => ({ name: `word/media/${at}.png`, content: red }));
    const blips = numbersTo(count).map((at) => blip(`r${at}`));
    return docx(`<w:p>${blips.join("")}</w:p>`, {
      more: [rels("word/document.xml", imagesTo(count, "media/")), ...files],
    });
  }

  it("are said to be that many at least", async () => {
    expect((await read(letterOf(99))).gaps).toContainEqual({ kind: "pictures", count: 99 });
    const many = letterOf(100);
    expect((await read(many)).gaps).toContainEqual({ kind: "manyPictures", count: 99 });
    expect((await shown(many, 2)).text).toBe(`Picture 2 of at least 99, in paragraph 1:\n\n${line}`);
    const slide = (count: number) =>
      pptx([shape("One")], { more: [rels("ppt/slides/slide0.xml", imagesTo(count, "../media/"))] });
    expect((await read(slide(99))).gaps).toContainEqual({ kind: "pictures", count: 99 });
    expect((await read(slide(100))).gaps).toContainEqual({ kind: "manyPictures", count: 99 });
  });

  it("are told in sentences that say so", () => {
    expect(gapsInWords([{ kind: "manyPictures", count: 1 }])).toBe(
      "The document has at least a picture: add the parameter picture=1 to its uri to see it.",
    );
    expect(gapsInWords([{ kind: "manyPictures", count: 99 }])).toBe(
      "The document has at least 99 pictures: add a parameter from picture=1 to picture=99 to its uri to see one.",
    );
  });
});

describe("the pictures of a presentation", () => {
  const slides = pptx([shape("One"), shape("Two")], {
    more: [
      rels("ppt/slides/slide1.xml", [image("r1", "../media/image1.png")]),
      { name: "ppt/media/image1.png", content: red },
    ],
  });

  it("are shown with their slide", async () => {
    expect((await read(slides)).gaps).toEqual([{ kind: "pictures", count: 1 }]);
    expect(await shown(slides, 1)).toEqual({ text: `Picture 1 of 1, on slide 2:\n\n${line}`, color: [255, 0, 0] });
    // Told with the first window.
    expect((await read(slides, { startPage: 2 })).gaps).toBeUndefined();
  });
});

describe("the pictures of a workbook", () => {
  it("are shown with their sheet", async () => {
    const main = '<workbook xmlns:r="r"><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>';
    const book = office("xlsx", main, {
      more: [
        rels("xl/workbook.xml", [{ id: "r1", type: "worksheet", target: "worksheets/sheet1.xml" }]),
        { name: "xl/worksheets/sheet1.xml", content: "<worksheet><sheetData/></worksheet>" },
        rels("xl/worksheets/sheet1.xml", [{ id: "r1", type: "drawing", target: "../drawings/drawing1.xml" }]),
        rels("xl/drawings/drawing1.xml", [image("r1", "../media/image1.png")]),
        { name: "xl/media/image1.png", content: blue },
      ],
    });
    expect(await shown(book, 1)).toEqual({ text: `Picture 1 of 1, on sheet 1:\n\n${line}`, color: [0, 0, 255] });
  });
});

describe("the pictures of a document that refers to them again and again", () => {
  const sheets = Array.from({ length: 400 }, (_, at) => at);
  const relation = (id: string, type: string, target: string) => ({ id, type, target, isExternal: false });
  const asked: string[] = [];
  const book: OfficePackage = {
    mainPart: "book",
    mainPartType: "spreadsheetml",
    names: [],
    directory: { entries: [], hasMore: false },
    read: () => Buffer.from(`<b>${sheets.map((at) => `<sheet r:id="r${at}"/>`).join("")}</b>`),
    async *stream() {},
    plainBytes: () => 0,
    relationsOf: (part) =>
      relationsFrom(() => {
        asked.push(part);
        if (part === "book") return sheets.map((at) => relation(`r${at}`, "worksheet", `sheet${at}`));
        if (part === "drawing") return sheets.slice(0, 50).map((at) => relation(`i${at}`, "image", `image${at}.png`));
        return sheets.map((at) => relation(`d${at}`, "drawing", "drawing"));
      }),
  };

  it("are looked for once in each drawing", () => {
    expect(picturesOnPages(book)).toMatchObject({ pictures: { length: 50 }, isAll: true });
    expect(asked.filter((part) => part === "drawing")).toHaveLength(1);
  });

  it("are no more looked for when the time for the document is up", () => {
    asked.length = 0;
    const isTimeUp = () => asked.length > 3;
    expect(picturesOnPages(book, isTimeUp)).toMatchObject({ pictures: { length: 50 }, isAll: false });
    expect(asked.length).toBeLessThan(10);
  });
});
