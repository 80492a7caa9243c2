import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { ExtractedText, TextSource } from "#workers/documents/text-source.ts";
import { callTool } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext } from "../fake-context.ts";

const itemId = "01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL";
const uri = `file:///b!abc/${itemId}`;
const link = "https://contoso.sharepoint.com/bytes";
const latin1 = (text: string) => ({ bytes: Buffer.from(text, "latin1"), mediaType: "application/octet-stream" });
const file = (name: string, more: object = {}) => ({
  id: itemId,
  name,
  size: 1_000,
  file: { mimeType: "application/x" },
  parentReference: { driveId: "b!abc", driveType: "documentLibrary" },
  "@microsoft.graph.downloadUrl": link,
  ...more,
});

/** A PDF of one page, a web page or a text, by how the bytes begin; as the readers see it. */
function extract({ bytes }: TextSource): ExtractedText {
  const text = Buffer.from(bytes).toString("latin1");
  if (text.startsWith("%PDF"))
    return { text, detectedType: "application/pdf", pages: [{ number: 1, from: 0 }], pageCount: 1 };
  if (text.startsWith("\xd0")) throw new ToolError("unsupported_type", "An old document.");
  return { text, detectedType: text.startsWith("<") ? "text/html" : "text/plain" };
}

const contextOf = (name: string, { more, ...options }: FakeContextOptions & { more?: object } = {}) =>
  fakeContext({ scopes: ["Sites.Read.All"], answers: () => file(name, more), extractText: extract, ...options });

const read = async (context: ReturnType<typeof fakeContext>, more: object = {}) =>
  await callTool("read_resource", { uri, ...more }, context);
const downloads = ({ calls }: ReturnType<typeof fakeContext>) =>
  calls.filter(({ method }) => method === "DOWNLOAD").map(({ url }) => url.replace(/^.*\/content/, ""));
const cursorAt = (context: ReturnType<typeof fakeContext>, place: object) =>
  context.cursor.seal({ uri, ...place } as never, undefined as never);

describe("a file that Graph makes into another format", () => {
  it.each([
    ["Old.ppt", "pdf"],
    ["Sheet.ods", "pdf"],
    ["Plan.loop", "html"],
    ["Plan.fluid", "html"],
    ["Board.wbtx", "html"],
    ["Board.whiteboard", "html"],
  ])("is read so, and says so below its text: %s", async (name, format) => {
    const mediaType = format === "pdf" ? "application/pdf" : "text/html";
    const context = contextOf(name, { download: latin1(format === "pdf" ? "%PDF" : "<p>Text") });
    const { body, incomplete } = await read(context);
    expect(downloads(context)).toEqual([`?format=${format}`]);
    expect(context.calls.at(-1)?.link).toBeUndefined();
    expect(context.documents[0]).toMatchObject({ name: `${name}.${format}`, mediaType });
    expect(body?.contentType).toBe(mediaType);
    expect(body?.content).toContain(`\n\n[Converted by Microsoft to ${format.toUpperCase()}]`);
    expect(incomplete).toBeUndefined();
  });

  it("is not a template of old Word, which Graph does not take", async () => {
    const context = contextOf("Letter.dot", { download: latin1("text") });
    expect((await read(context)).body?.content).toBe("text");
    expect(downloads(context)).toEqual([""]);
  });

  it("is read though it is a package, as a Loop page may be, unlike a notebook", async () => {
    const more = { file: undefined, package: { type: "loop" } };
    const context = contextOf("Plan.loop", { more, download: latin1("<p>Text") });
    expect((await read(context)).item?.name).toBe("Plan.loop");
  });

  it("is waited for with a word to the client, as it takes long", async () => {
    const context = contextOf("Old.ppt", { download: latin1("%PDF") });
    const told: unknown[] = [];
    await read({ ...context, reportProgress: (progress) => told.push(progress) });
    expect(told).toEqual([{ progress: 1, message: "Microsoft 365 converts the file to PDF" }]);
  });

  it("may be larger than what can be read: that is for Graph to judge", async () => {
    const context = contextOf("Old.ppt", { more: { size: 90_000_000 }, download: latin1("%PDF") });
    expect((await read(context)).body?.content).toMatch(/^%PDF/);
  });
});

describe("a file that Graph does not convert", () => {
  const refused = (code: "unsupported_type" | "invalid_input" | "too_large", own = "\xd0\xcf"): FakeContextOptions => ({
    download: (_path, _accept, format) =>
      format === undefined ? latin1(own) : new ToolError(code, "2 MB, says Graph"),
  });

  it.each(["unsupported_type", "invalid_input"] as const)("is told as such after a refusal as %s", async (code) => {
    for (const name of ["Plan.loop", "Old.doc"]) {
      await expect(read(contextOf(name, refused(code)))).rejects.toEqual(
        refusedAs("unsupported_type", "does not convert it"),
      );
    }
  });

  it("is told as too large where Graph says so, and not loaded itself beyond what is read", async () => {
    const context = contextOf("Old.ppt", { ...refused("too_large"), more: { size: 25_000_001 } });
    expect(await toolErrorOf(read(context))).toMatchObject({ code: "too_large", message: "2 MB, says Graph" });
    expect(downloads(context)).toEqual(["?format=pdf"]);
  });

  it.each([
    ["Export.xls", "<table>"],
    ["Letter.doc", "{\\rtf1"],
    ["German.pot", 'msgid "Hello"'],
  ])("is read as it is where it is not what its name says: %s", async (name, own) => {
    const context = contextOf(name, refused("unsupported_type", own));
    const { body } = await read(context);
    expect(body?.content).toBe(own);
    expect(downloads(context)).toEqual(["?format=pdf", ""]);
    expect(context.calls.at(-1)?.link).toBe(link);
  });

  it("is never a page that says in words why there is none", async () => {
    const download: FakeContextOptions["download"] = (_path, _accept, format) =>
      latin1(format === undefined ? "\xd0\xcf" : "<h1>Something went wrong</h1>");
    expect(await toolErrorOf(read(contextOf("Old.doc", { download })))).toMatchObject({
      code: "unsupported_type",
    });
  });

  it.each([["rate_limited"], ["unavailable"], ["forbidden"], ["deadline_exceeded"]] as const)(
    "is told as what it is when it is something else: %s",
    async (code) => {
      const context = contextOf("Old.doc", { download: () => new ToolError(code, "no") });
      expect(await toolErrorOf(read(context))).toMatchObject({ code });
      expect(downloads(context)).toEqual(["?format=pdf"]);
    },
  );

  it("goes on in the same text: in the PDF where there was one, else in the file as it is", async () => {
    const inPdf = contextOf("Letter.doc", refused("unsupported_type", "plain text"));
    const cursor = cursorAt(inPdf, { at: 2, page: { number: 1, from: 0 } });
    expect(await toolErrorOf(read(inPdf, { cursor }))).toMatchObject({ code: "unsupported_type" });
    const asItIs = contextOf("Letter.doc", { download: latin1("plain text") });
    expect((await read(asItIs, { cursor: cursorAt(asItIs, { at: 2 }) })).body?.content).toBe("ain text");
    expect(downloads(asItIs)).toEqual([""]);
  });
});
