import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { eraOfContent, eras, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { clientFor, outputOf, personNamed, refusalOf } from "#test/support/tool-answers.ts";

interface Hit {
  uri: string;
  name: string;
  kind: string;
  webUrl: string;
}

const everything = ["User.Read", "Mail.Read", "Sites.Read.All", "Files.Read.All"];

let stack: SharedStack;
let hana: DirectoryUser;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  hana = await personNamed(stack.fake, "hana.mori");
  await stack.fake.control.setGrants(hana.tenantId, everything);
});
afterEach(async () => {
  await stack.fake.control.resetScript();
  await stack.fake.control.setGrants(hana.tenantId, everything);
});

describe.each(eras)("a client of %s", (era, connect) => {
  let client: McpClient;

  beforeAll(async () => {
    client = await connect(stack.gateways[0].mcpUrl, await stack.fake.control.mintToken({ userId: hana.id }));
  });
  afterAll(() => client.close());

  const call = (tool: string, args: Record<string, unknown>) => outputOf(client, tool, args);
  const search = async (args: Record<string, unknown>) => {
    const output = await call("sharepoint_search", { detail: "full", ...args });
    return { output, files: output.files as Hit[] };
  };
  const read = (uri: string | undefined, more: object = {}) => call("read_resource", { uri, ...more });
  const refusal = (tool: string, args: Record<string, unknown>) => refusalOf(client, tool, args);

  test("is told that its KQL is not understood, when only Microsoft Search finds the mistake", async () => {
    const text = await refusal("sharepoint_search", { query: "plan LastModifiedTime>=soon" });
    expect(text).toMatch(/^invalid_input: .*does not understand this query/);
  });

  test("is blocked with Sites.Selected alone", async () => {
    await stack.fake.control.setGrants(hana.tenantId, ["User.Read", "Sites.Selected"]);
    expect(await refusal("sharepoint_search", { query: "Probat" })).toContain("Sites.Read.All");
  });

  if (era !== eraOfContent) return;

  test("stays inside a folder and a site that it names, whatever the query says", async () => {
    const all = await search({ query: "Price OR lot OR Probat", limit: 50 });
    const { files, output } = await search({ query: "Price OR lot OR Probat", folderName: "El Mirador", limit: 50 });
    expect(all.files.length).toBeGreaterThan(files.length);
    expect(files.length).toBeGreaterThan(0);
    for (const { webUrl } of files) expect(decodeURIComponent(webUrl)).toContain("/Suppliers/El Mirador/");
    expect(JSON.stringify(output.effectiveQuery)).toContain("El Mirador");
    const drawing = (await search({ query: "Probat", fileType: "txt" })).files[0]?.webUrl ?? "";
    const site = drawing.split("/").slice(0, 5).join("/");
    expect(site).toMatch(/\/sites\/kyoto-roastery$/);
    const inSite = await search({ query: "Price OR Probat", site, limit: 50 });
    expect(inSite.files.length).toBeGreaterThan(0);
    for (const { webUrl } of inSite.files) expect(webUrl.startsWith(`${site}/`)).toBe(true);
  });

  test("finds folders whether or not the index says that they are", async () => {
    for (const searchFolderFacet of ["always", "sometimes", "never"] as const) {
      const indexKnowsIsContainer = searchFolderFacet === "always";
      await stack.fake.control.setBehaviour({ searchFolderFacet, indexKnowsIsContainer });
      const { folders } = (await call("sharepoint_folder_search", { name: "fire" })) as { folders: Hit[] };
      expect(folders.map(({ name }) => name)).toEqual(["Fire department"]);
      const { item } = (await read(folders[0]?.uri)) as { item: { children: Hit[] } };
      expect(item.children.map(({ name }) => name)).toContain("Fire permit 2026-118.html");
    }
  });

  test("reads a site page, whatever its hit looks like, also where its id is not that of its item", async () => {
    const homePage = async () => {
      const { files } = await search({ query: "Kyoto", fileType: "aspx" });
      return files.find(({ name }) => name === "Home.aspx");
    };
    const page = await homePage();
    expect(page?.uri).toMatch(/^page:\/\/\/sites\//);
    await stack.fake.control.setBehaviour({ searchPagesAreListItems: false });
    expect(await homePage()).toMatchObject({ kind: "page", uri: page?.uri });
    for (const sitePageIdsDiffer of [false, true]) {
      await stack.fake.control.setBehaviour({ sitePageIdsDiffer });
      const { body } = (await read(page?.uri)) as { body: { content: string } };
      for (const text of ["fire permit came through", "Opening plan", "開業"]) expect(body.content).toContain(text);
    }
  });

  test("is told in words that a link or an id leads nowhere", async () => {
    const { files } = await search({ query: "Probat", fileType: "txt" });
    const { origin } = new URL(files[0]?.webUrl ?? "");
    for (const unknownShareStatus of [400, 404] as const) {
      await stack.fake.control.setBehaviour({ unknownShareStatus });
      expect(await refusal("read_resource", { uri: `${origin}/:x:/s/kyoto-roastery/Enone` })).toMatch(/^not_found: /);
      expect(await refusal("read_resource", { uri: `${origin}/sites/kyoto-roastery/no.txt` })).toMatch(/^not_found: /);
    }
    expect(await refusal("read_resource", { uri: "file:///nonsense/Plan.txt" })).toMatch(/^invalid_input: /);
    const drive = files[0]?.uri.split("/")[3];
    expect(await refusal("read_resource", { uri: `file:///${drive}/01NOSUCHITEM` })).toMatch(/^not_found: /);
  });

  test("finds what is in an archived site beside all else, and says why it can't be read", async () => {
    const { files, output } = await search({ query: "Umeda" });
    expect(files.map(({ name }) => name).sort()).toEqual(["Umeda lease.txt", "Umeda stand.png"]);
    expect(output).not.toHaveProperty("incomplete");
    const { origin } = new URL(files[0]?.webUrl ?? "");
    const folderName = `${origin}/sites/osaka-stand/Shared Documents/Photographs`;
    const inFolder = await search({ query: "Umeda", folderName });
    expect(inFolder.files.map(({ name }) => name)).toEqual(["Umeda stand.png"]);
    expect(inFolder.output).toMatchObject({
      incomplete: { reason: expect.stringContaining("does not say which folder") },
    });
    const address = `${origin}/sites/osaka-stand/Shared Documents/Umeda lease.txt`;
    for (const uri of [files[0]?.uri, files[1]?.uri, address]) {
      expect(await refusal("read_resource", { uri })).toMatch(/^forbidden: .*archived or locked/);
    }
  });

  test("says of refused links what may be behind it", async () => {
    const { files } = await search({ query: "Probat", fileType: "txt" });
    const { origin } = new URL(files[0]?.webUrl ?? "");
    for (const path of [
      ":fl:/g/contentstorage/CSP_1/Ed2?nav=1",
      "contentstorage/CSP_1/Document Library/LoopAppData/a.loop",
    ]) {
      expect(await refusal("read_resource", { uri: `${origin}/${path}` })).toMatch(/^forbidden: .*to no other app/);
    }
    const kenji = await personNamed(stack.fake, "kenji.tanaka");
    const { itemId, webUrl } = await stack.fake.control.addFile(kenji.id, { path: "Plan.txt", text: "plan" });
    const link = `${new URL(webUrl).origin}/:t:/g/personal/kenji/${itemId}`;
    expect(await refusal("read_resource", { uri: link })).toMatch(/^forbidden: .*opened it in a browser/);
  });

  test("reads an Office file by the address that the browser shows, though Graph refuses it", async () => {
    const base64 = readFileSync(new URL("../corpus/files/test.docx", import.meta.url)).toString("base64");
    await stack.fake.control.addFile(hana.id, { path: "Drafts/minutes.docx", base64, text: "minutes" });
    await stack.fake.control.setGrants(hana.tenantId, ["User.Read", "Files.Read"]);
    const { files } = await search({ query: "minutes", fileType: "docx" });
    expect(files[0]?.webUrl).toContain("/_layouts/15/Doc.aspx?sourcedoc=");
    await stack.fake.control.setGrants(hana.tenantId, everything);
    expect(await read(files[0]?.webUrl)).toMatchObject({ item: { name: "minutes.docx" } });
  });

  test("finds and reads a file whose name has all the characters that an address must encode", async () => {
    const { control } = stack.fake;
    const path = "Ünïcode (new)/It's = 2 + 2 & c@d! $x; ~y, 'z'.txt";
    const { driveId } = await control.addFile(hana.id, { path, text: "Content of it." });
    await control.setGrants(hana.tenantId, ["User.Read", "Files.Read.All"]);
    const { files } = await search({ query: "It's c@d" });
    expect(files.map(({ name }) => name)).toContain(path.split("/")[1]);
    const uri = `file:///${driveId}/${path.split("/").map(encodeURIComponent).join("/")}`;
    expect(JSON.stringify(await read(uri))).toContain("Content of");
  });

  test("searches the own OneDrive alone without Sites.Read.All, and reads no site", async () => {
    const { files: before } = await search({ query: "Probat", fileType: "txt" });
    await stack.fake.control.setGrants(hana.tenantId, ["User.Read", "Files.Read.All"]);
    const { files, output } = await search({ query: "Savings", fileType: "csv" });
    expect(files.map(({ name }) => name)).toEqual(["Savings plan.csv"]);
    expect(output.incomplete).toMatchObject({ missingScopes: ["Sites.Read.All"] });
    expect(JSON.stringify(await read(files[0]?.uri))).toContain(hana.canaries[2]);
    expect(await refusal("read_resource", { uri: before[0]?.uri })).toContain("Sites.Read.All");
    expect(await refusal("sharepoint_folder_search", { name: "Permits" })).toContain("Sites.Read.All");
  });

  test("finds folders at the top of the own OneDrive, though neither index nor search has them", async () => {
    await stack.fake.control.addFile(hana.id, { path: "Tax returns/2025/notes.txt", text: "x" });
    await stack.fake.control.setBehaviour({ searchIndexLagMs: 1_000 * 3_600_000 });
    for (const driveSearchFindsFolders of [false, true]) {
      await stack.fake.control.setBehaviour({ driveSearchFindsFolders });
      const { folders } = (await call("sharepoint_folder_search", { name: "tax" })) as { folders: Hit[] };
      expect(folders.map(({ name }) => name)).toEqual(["Tax returns"]);
    }
    await stack.fake.control.setGrants(hana.tenantId, ["User.Read", "Files.Read"]);
    await stack.fake.control.setBehaviour({ driveSearchFindsFolders: false });
    const { files } = await search({ query: "tax returns" });
    expect(files.map(({ name, kind }) => [name, kind])).toContainEqual(["Tax returns", "folder"]);
  });
});

test("files that Graph converts are read, though that takes longer than any other request may", async () => {
  await stack.fake.control.resetScript();
  const client = await clientFor(stack, hana);
  const find = async (name: string) => {
    const { files } = (await outputOf(client, "sharepoint_search", { query: `filename:"${name}"` })) as {
      files: Hit[];
    };
    return files.find((file) => file.name === name)?.uri;
  };
  const read = async (uri: string | undefined) => {
    const { body } = (await outputOf(client, "read_resource", { uri })) as { body: { content: string } };
    return body.content;
  };
  const [docUri, loopUri] = await Promise.all([find("Roaster handover.doc"), find("Tasting panel.loop")]);
  const [doc, loop] = await Promise.all([read(docUri), read(loopUri)]);
  expect(doc).toContain("balanced at sixty revolutions");
  expect(doc).toMatch(/\[Converted by Microsoft to PDF\]/);
  expect(loop).toContain("Yuki brings the refractometer.");
  await stack.fake.control.setGrants(hana.tenantId, ["User.Read", "Files.Read.All"]);
  await stack.fake.control.resetStats();
  expect(await refusalOf(client, "read_resource", { uri: docUri })).toContain("Sites.Read.All");
  const { requests } = await stack.fake.control.stats();
  expect(requests.filter(({ path }) => path.endsWith("/content"))).toEqual([]);
});
