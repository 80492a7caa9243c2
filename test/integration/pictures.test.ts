import { afterAll, beforeAll, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { type CallResult, eras, type McpClient } from "#test/support/mcp-clients.ts";
import { exifSegment, jpegFile } from "#test/support/pictures/jpeg-file.ts";
import { pngFile } from "#test/support/pictures/png-file.ts";
import { scannedPdf } from "#test/support/pictures/scanned-pdf.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { clientFor, outputOf, personNamed, refusalOf } from "#test/support/tool-answers.ts";

const scopes = ["User.Read", "Mail.Read", "Chat.Read", "ChannelMessage.Read.All", "Sites.Read.All", "Files.Read.All"];
const isPng = (bytes: Buffer) => bytes.subarray(0, 8).toString("latin1") === "\x89PNG\r\n\x1a\n";

let stack: SharedStack;
let hana: DirectoryUser;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  hana = await personNamed(stack.fake, "hana.mori");
  await stack.fake.control.setGrants(hana.tenantId, scopes);
});

async function addFile(path: string, bytes: Buffer): Promise<string> {
  const { driveId, itemId } = await stack.fake.control.addFile(hana.id, { path, base64: bytes.toString("base64") });
  return `file:///${driveId}/${itemId}`;
}

/** The one picture of an answer, and the text that a client without pictures has. */
function shownIn({ isError, texts, pictures, output }: CallResult) {
  expect(isError, texts.join("\n")).toBe(false);
  expect(pictures).toHaveLength(1);
  const { body } = output as { body: { content: string } };
  expect(texts[0]).toContain(JSON.stringify(body.content).slice(1, -1));
  expect(JSON.stringify(output).length).toBeLessThan(5_000);
  return { text: body.content, picture: pictures[0] ?? { mimeType: "", data: Buffer.alloc(0) } };
}

describe.each(eras)("a client of %s", (_era, connect) => {
  let client: McpClient;

  beforeAll(async () => {
    client = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: hana.id }));
  });
  afterAll(() => client.close());

  const read = (uri: string | undefined) => client.call("read_resource", { uri });

  test("sees a picture file upright, without what else is in the file, beside a text that says so", async () => {
    const file = jpegFile({ width: 3_200, height: 32, levels: [200, 90, 160], before: [exifSegment(6)] });
    expect(file.includes("SECRET")).toBe(true);
    const { text, picture } = shownIn(await read(await addFile("Photos/crane.jpg", file)));
    expect(text).toBe("[Picture of 32 × 3,200 pixels, shown as a picture, shrunk to 16 × 1,568 pixels]");
    expect(picture.mimeType).toMatch(/^image\/(?:png|jpeg)$/);
    expect(picture.data.includes("SECRET")).toBe(false);
  });

  test("is told by fetch, which gives text alone, that there are pictures and where to see them", async () => {
    const uri = await addFile("Photos/roof.png", pngFile({ width: 4, height: 4 }));
    const researcher = await clientFor(stack, hana, { connect, url: `${stack.gateways[0].mcpUrl}?tools=fetch` });
    const fetched = await researcher.call("fetch", { id: uri });
    expect(fetched.pictures).toEqual([]);
    expect(fetched.structuredContent).toMatchObject({
      text: expect.stringContaining("4 × 4 pixels"),
      incomplete: { reason: "The pictures that the text mentions are not included; read_resource shows them." },
    });
  });

  test("is told why a picture can't be shown", async () => {
    const huge = await addFile("Photos/huge.png", pngFile({ width: 100_000, height: 100_000, rows: Buffer.alloc(9) }));
    expect(await refusalOf(client, "read_resource", { uri: huge })).toContain("more pixels than can be decoded");
    const heic = await addFile("Photos/phone.heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0", "latin1"));
    expect(await refusalOf(client, "read_resource", { uri: heic })).toContain("Ask for a copy as JPEG or PNG");
  });

  test("sees a picture that was pasted into a mail", async () => {
    const { messages } = await outputOf(client, "outlook_email_search", { query: "sample shipment 88" });
    const [hit] = messages as { uri: string }[];
    const { body, message } = (await outputOf(client, "read_resource", { uri: hit?.uri })) as {
      body: { content: string };
      message: { attachments: { uri: string; name: string }[] };
    };
    expect(body.content).toContain("(image: The new washing station)");
    const pasted = message.attachments.find(({ name }) => name === "station.png");
    const { text, picture } = shownIn(await read(pasted?.uri));
    expect(text).toContain("[Picture of 1 × 1 pixels");
    expect(isPng(picture.data)).toBe(true);
  });

  test("sees a picture that was pasted into a reply in a channel", async () => {
    const channel = "Kyoto Roastery/General";
    const pictures = [{ contentType: "image/png", base64: pngFile({ width: 3, height: 2 }).toString("base64") }];
    const { control } = stack.fake;
    const { id, teamId, channelId = "" } = await control.addChatMessage(hana.id, { channel, html: "Which one?" });
    const reply = await control.addChatMessage(hana.id, { channel, replyTo: id, html: "This", pictures });
    const thread = `teams:///teams/${teamId}/channels/${encodeURIComponent(channelId)}/messages/${id}`;
    const { text } = shownIn(await read(`${thread}/replies/${reply.id}?picture=1`));
    expect(text).toContain("[Picture of 3 × 2 pixels");
    expect(await refusalOf(client, "read_resource", { uri: `${thread}?picture=1` })).toContain("no pictures");
  });

  test("sees the pages of a scanned contract, which have no text", async () => {
    const contract = scannedPdf([{ scan: "jpeg" }, { words: "Signed in Kyoto" }]);
    const { isError, pictures, output } = await read(await addFile("Contracts/lease.pdf", contract));
    expect(isError).toBe(false);
    expect(pictures.map(({ data }) => data.length > 0)).toEqual([true]);
    const { body } = output as { body: { content: string; pages: object } };
    expect(body.content).toMatch(
      /^\[Page 1\]\n\n\[Picture of this page of 210 × 297 pixels.*\]\n\n\[Page 2\]\n\nSigned/,
    );
    expect(body.pages).toEqual({ first: 1, last: 2, total: 2 });
  });

  test("sees a picture that was pasted into a chat, with the permission for the chat alone", async () => {
    const { messages } = await outputOf(client, "chat_message_search", { query: "消防署", detail: "full" });
    const [hit] = messages as { uri: string }[];
    const { body, chatMessage } = (await outputOf(client, "read_resource", { uri: hit?.uri })) as {
      body: { content: string };
      chatMessage: { pictures: string[] };
    };
    expect(body.content).toContain("(image: picture=1)");
    expect(chatMessage.pictures).toEqual([`${hit?.uri}?picture=1`]);
    const { text, picture } = shownIn(await read(chatMessage.pictures[0]));
    expect(text).toContain("[Picture of 1 × 1 pixels");
    expect(isPng(picture.data)).toBe(true);
    expect(await refusalOf(client, "read_resource", { uri: `${hit?.uri}?picture=2` })).toContain("has one picture");
    const mei = await personNamed(stack.fake, "mei.lin");
    const others = await clientFor(stack, mei, { connect });
    expect((await others.call("read_resource", { uri: chatMessage.pictures[0] })).isError).toBe(true);
  });
});
