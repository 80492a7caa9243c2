import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Fixture, listOf, refusal, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.tenant.control.resetScript());
afterAll(() => fixture.close());

type Options = Parameters<Fixture["graph"]>[2];
const get = (alias: string, path: string, options?: Options) => fixture.graph(fixture.person(alias), path, options);
const names = (answer: Answer) => listOf(answer).map(({ name }) => name);

async function siteId(name: string): Promise<string> {
  const answer = await get("hana.mori", `/sites/aozora-coffee.sharepoint.com:/sites/${name}`);
  return String(answer.json.id);
}
async function driveId(site: string): Promise<string> {
  const answer = await get("hana.mori", `/sites/${await siteId(site)}/drives`);
  return String(listOf(answer)[0]?.id);
}

describe("drives", () => {
  it("give one's own OneDrive, with folders, paths and private files", async () => {
    const drive = await get("yuki.sato", "/me/drive");
    expect(drive.json).toMatchObject({ driveType: "business", name: "OneDrive" });
    const children = await get("yuki.sato", "/me/drive/root/children");
    expect(names(children)).toContain("Private");
    const byPath = await get("yuki.sato", "/me/drive/root:/private:/children");
    expect(names(byPath)).toContain("Savings plan.csv");
    const other = await get("hana.mori", `/drives/${drive.json.id}/root/children`);
    expect(refusal(other)).toEqual([403, "accessDenied"]);
  });

  it("find an item by id and by path, with a parent to go up by", async () => {
    const drive = await driveId("sourcing");
    const byPath = await get("hana.mori", `/drives/${drive}/root:/Suppliers/El%20Mirador/Cupping%20notes.csv`);
    expect(byPath.json).toMatchObject({ name: "Cupping notes.csv", file: { mimeType: "text/csv" } });
    const byId = await get("hana.mori", `/drives/${drive}/items/${byPath.json.id}?$select=id,name,parentReference`);
    expect(Object.keys(byId.json)).toEqual(["@odata.context", "id", "name", "parentReference"]);
    expect(byId.json).toHaveProperty("parentReference.path", `/drives/${drive}/root:/Suppliers/El Mirador`);
  });

  it("page through children by links alone", async () => {
    await fixture.tenant.control.setBehaviour({ emptyPages: false });
    const drive = await driveId("sourcing");
    const path = `/drives/${drive}/root:/Suppliers/Weekly%20prices:/children`;
    const first = await get("hana.mori", `${path}?$top=40&$select=name`);
    const link = String(first.json["@odata.nextLink"]);
    const second = await get("hana.mori", link.slice(`${fixture.tenant.graphBaseUrl}/v1.0`.length));
    expect([names(first).length, names(second).length, second.json["@odata.nextLink"]]).toEqual([40, 20, undefined]);
    expect(refusal(await get("hana.mori", `${path}?$skip=40`))).toEqual([400, "invalidRequest"]);
    const stolen = await get("kenji.tanaka", link.slice(`${fixture.tenant.graphBaseUrl}/v1.0`.length));
    expect(stolen.status).toBe(400);
  });

  it("hide what a member may not open, and open what was shared with somebody outside", async () => {
    const kyoto = await driveId("kyoto-roastery");
    expect(names(await get("aiko.kondo", `/drives/${kyoto}/root/children`))).toContain("HR (restricted)");
    expect(names(await get("daniel.costa", `/drives/${kyoto}/root/children`))).not.toContain("HR (restricted)");
    expect(refusal(await get("daniel.costa", `/drives/${kyoto}/root:/HR%20(restricted)`))).toEqual([
      404,
      "itemNotFound",
    ]);
    const sourcing = await driveId("sourcing");
    const path = `/drives/${sourcing}/root:/Suppliers/El%20Mirador/Cupping%20notes.csv`;
    expect((await get("mei.lin", path)).status).toBe(200);
    expect(refusal(await get("mei.lin", `/drives/${sourcing}/root`))).toEqual([403, "accessDenied"]);
    expect(refusal(await get("lena.vogt@nordlys-kaffe.example", path))).toEqual([404, "itemNotFound"]);
  });

  it("search below a folder, Markdown included", async () => {
    const drive = await driveId("kyoto-roastery");
    const search = (text: string) =>
      get("hana.mori", `/drives/${drive}/root/search(q='${encodeURIComponent(text)}')?$select=id,name,folder`);
    expect(names(await search("Roaster delivery"))).toEqual(["Opening plan.md"]);
    expect(names(await search("it''s"))).toEqual([]);
    expect((await search("")).status).toBe(400);
  });

  it("show by a search neither folders nor where files are, unless told to", async () => {
    const drive = await driveId("sourcing");
    await fixture.tenant.control.addFile(fixture.person("hana.mori").id, {
      site: "sourcing",
      path: "Suppliers/Mirador plan.docx",
      text: "",
    });
    const found = async () => {
      const answer = await get(
        "hana.mori",
        `/drives/${drive}/root/search(q='Mirador')?$select=name,webUrl,parentReference`,
      );
      return listOf(answer).map(({ name, ...item }) => ({
        ...item,
        name,
        path: (item.parentReference as { path?: string }).path,
      }));
    };
    const hidden = await found();
    expect(hidden.map(({ path }) => path)).not.toContain(expect.anything());
    expect(hidden).toContainEqual(
      expect.objectContaining({
        name: "Mirador plan.docx",
        webUrl: expect.stringMatching(
          /\/sites\/sourcing\/_layouts\/15\/Doc\.aspx\?sourcedoc=%7B[0-9A-F-]{36}%7D&file=/,
        ),
        parentReference: expect.objectContaining({ driveId: drive, id: expect.any(String) }),
      }),
    );
    expect(hidden.map(({ name }) => name)).not.toContain("El Mirador");
    await fixture.tenant.control.setBehaviour({ driveSearchHidesPaths: false, driveSearchFindsFolders: true });
    const shown = await found();
    expect(shown.map(({ name }) => name)).toContain("El Mirador");
    expect(shown.map(({ path }) => path)).toContain(`/drives/${drive}/root:/Suppliers`);
  });

  it.each([
    ["/drives/nonsense/root", 400, "invalidRequest"],
    [`/drives/b!${"A".repeat(60)}/root`, 404, "itemNotFound"],
    ["/me/drive/items/01AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 404, "itemNotFound"],
    ["/me/drive/items/a%2Fb", 400, "invalidRequest"],
    ["/me/drive/root:/no/such/file.txt", 404, "itemNotFound"],
    ["/me/drive/root/permissions", 400, "BadRequest"],
    ["/me/drive/root/search(q%3D'opening')", 400, "BadRequest"],
    ["/me/drive/root/search%28q='opening'%29", 400, "BadRequest"],
    ["/me/drive/root/search(q=%27opening%27)", 400, "BadRequest"],
    ["/me/drive/root%3A/Opening%20budget.csv", 400, "BadRequest"],
    ["/me/dr%69ve/root", 400, "BadRequest"],
    ["/me/drive/root:/Opening%2", 400, "BadRequest"],
    ["/me/drive/root?$select=colour", 400, "RequestBroker--ParseUri"],
    ["/me/drive/root/children?$filter=name eq 'x'", 400, "BadRequest"],
    ["/me/drive/root/content", 400, "invalidRequest"],
  ])("refuse %s", async (path, status, code) => {
    expect(refusal(await get("hana.mori", path))).toEqual([status, code]);
  });

  it("need scopes that reach as far", async () => {
    const drive = await driveId("sourcing");
    const withScopes = (path: string, scopes: string[]) => get("hana.mori", path, { mint: { scopes } });
    expect((await withScopes("/me/drive", ["Files.Read"])).status).toBe(200);
    expect(refusal(await withScopes("/me/drive", ["User.Read"]))).toEqual([403, "accessDenied"]);
    expect(refusal(await withScopes(`/drives/${drive}/root`, ["Files.Read"]))).toEqual([403, "accessDenied"]);
    expect((await withScopes(`/drives/${drive}/root`, ["Sites.Read.All"])).status).toBe(200);
    expect(refusal(await withScopes("/sites?search=kyoto", ["Files.Read.All"]))).toEqual([403, "accessDenied"]);
  });
});

describe("the bytes of a file", () => {
  const notes = "/root:/Suppliers/El%20Mirador/Cupping%20notes.csv:/content";
  const location = async (path = notes) => {
    const answer = await get("hana.mori", `/drives/${await driveId("sourcing")}${path}`);
    return { status: answer.status, url: String(answer.headers.location) };
  };

  it("come from a third host by an address that works once and takes no token", async () => {
    const { status, url } = await location();
    expect(status).toBe(302);
    expect(new URL(url).host).toBe(fixture.tenant.downloadHosts.files);
    expect((await fixture.send(url, { headers: { authorization: "Bearer x" } })).status).toBe(401);
    const bytes = await fixture.send(url);
    expect(bytes.text).toContain("jasmine; bergamot");
    expect(bytes.headers["content-type"]).toBe("text/csv");
    expect((await fixture.send(url)).status).toBe(401);
    expect((await fixture.send(url.replace(/tempauth=[^&]{8}/, "tempauth=AAAAAAAA"))).status).toBe(401);
    expect((await fixture.tenant.control.stats()).downloadsWithToken).toBe(1);
  });

  it("come in ranges", async () => {
    await fixture.tenant.control.setBehaviour({ downloadUrlUses: 5 });
    const { url } = await location();
    const part = await fixture.send(url, { headers: { range: "bytes=0-2" } });
    expect([part.status, part.text]).toEqual([206, "lot"]);
    expect(part.headers).toMatchObject({
      "content-range": expect.stringMatching(/^bytes 0-2\/\d+$/),
      "accept-ranges": "bytes",
    });
    expect(part.headers.etag).toMatch(/^"\{.*\},\d+"$/);
    expect((await fixture.send(url, { headers: { range: "bytes=99999-" } })).status).toBe(416);
    expect((await fixture.send(url, { headers: { range: "bytes=-3" } })).status).toBe(200);
  });

  it("come whole where the host ignores ranges", async () => {
    await fixture.tenant.control.setBehaviour({ downloadRanges: "ignored" });
    const whole = await fixture.send((await location()).url, { headers: { range: "bytes=0-2" } });
    expect(whole.status).toBe(200);
    expect(whole.headers).not.toHaveProperty("accept-ranges");
  });

  it("come in another format from a fourth host, for documented kinds of files alone", async () => {
    await fixture.tenant.control.setBehaviour({ conversionMs: 5, conversionRefusals: [406, 202, 503] });
    expect(refusal(await get("hana.mori", `/drives/${await driveId("sourcing")}${notes}?format=pdf`))).toEqual([
      406,
      "notSupported",
    ]);
    for (const status of [202, 503])
      expect((await get("hana.mori", `/drives/${await driveId("sourcing")}${notes}?format=pdf`)).status).toBe(status);
    const { url } = await location(`${notes}?format=pdf`);
    expect(new URL(url).host).toBe(fixture.tenant.downloadHosts.conversions);
    const pdf = await fixture.send(url);
    expect(pdf.headers["content-type"]).toBe("application/pdf");
    expect(pdf.text).toMatch(/^%PDF-1\.4.*jasmine; bergamot/s);
    expect((await fixture.send(url)).status).toBe(401);
    await fixture.tenant.control.setBehaviour({ conversionRefusals: [] });
    const general = `/drives/${await driveId("kyoto-roastery")}/root:/General`;
    const loop = await get("hana.mori", `${general}/Tasting%20panel.loop:/content?format=html`);
    expect((await fixture.send(String(loop.headers.location))).text).toContain("<p>Yuki brings the refractometer.</p>");
    const markdown = await get("hana.mori", `${general}/Opening%20plan.md:/content?format=pdf`);
    expect(refusal(markdown)).toEqual([406, "notSupported"]);
    expect((await get("hana.mori", `${general}/Opening%20plan.md:/content?format=docx`)).status).toBe(400);
    await fixture.tenant.control.setBehaviour({ conversionMaxBytes: 20 });
    const large = await get("hana.mori", `/drives/${await driveId("sourcing")}${notes}?format=pdf`);
    expect(large.json).toMatchObject({ error: { code: "notSupported", innerError: { code: "maxFileSizeExceeded" } } });
    await fixture.tenant.control.setBehaviour({ conversionUnsupported: true });
    const refused = await get("hana.mori", `/drives/${await driveId("sourcing")}${notes}?format=pdf`);
    expect(refusal(refused)).toEqual([406, "notSupported"]);
  });

  it("are refused where there are none", async () => {
    const kyoto = await driveId("kyoto-roastery");
    const notebook = await get("hana.mori", `/drives/${kyoto}/root:/Kyoto%20notebook`);
    expect(notebook.json).toMatchObject({ package: { type: "oneNote" } });
    expect(notebook.json).not.toHaveProperty("file");
    expect((await get("hana.mori", `/drives/${kyoto}/root:/Kyoto%20notebook:/content`)).status).toBe(400);
  });
});

describe("sites, pages and sharing links", () => {
  it("are found by name, path and id", async () => {
    const found = await get("hana.mori", "/sites?search=kyoto");
    expect(listOf(found).map(({ displayName }) => displayName)).toEqual(["Kyoto Roastery"]);
    const byId = await get("hana.mori", `/sites/${await siteId("kyoto-roastery")}`);
    expect(byId.json.displayName).toBe("Kyoto Roastery");
    expect((await get("hana.mori", "/sites/root")).json.displayName).toBe("Aozora Coffee Trading");
    expect(refusal(await get("mei.lin", `/sites/${await siteId("kyoto-roastery")}`))).toEqual([403, "accessDenied"]);
    expect((await get("hana.mori", "/sites")).status).toBe(400);
  });

  it("keep the text of a page in web parts of two names", async () => {
    const site = await siteId("kyoto-roastery");
    const list = await get("hana.mori", `/sites/${site}/pages/microsoft.graph.sitePage?$filter=name eq 'Home.aspx'`);
    const page = `/sites/${site}/pages/${listOf(list)[0]?.id}/microsoft.graph.sitePage`;
    const plain = await get("hana.mori", page);
    expect(plain.json).not.toHaveProperty("canvasLayout");
    const full = await get("hana.mori", `${page}?$expand=canvasLayout`);
    expect(full.text).toContain("#microsoft.graph.textWebPart");
    expect(full.text).toContain("#oneDrive.textWebPart");
    expect(full.text).toContain("searchablePlainTexts");
    await fixture.tenant.control.setBehaviour({ sitePageIdsDiffer: true });
    expect(refusal(await get("hana.mori", page))).toEqual([404, "itemNotFound"]);
  });

  it("resolve a link by reading and never by redeeming", async () => {
    const drive = await driveId("sourcing");
    const item = await get("hana.mori", `/drives/${drive}/root:/Suppliers/El%20Mirador/Cupping%20notes.csv`);
    const webUrl = String(item.json.webUrl);
    const token = `u!${Buffer.from(webUrl).toString("base64url")}`;
    const link = `${new URL(webUrl).origin}/:x:/s/sourcing/${item.json.id}`;
    for (const [sharesRefuseWebUrls, code] of [
      [400, "invalidRequest"],
      [403, "accessDenied"],
      [404, "itemNotFound"],
    ] as const) {
      await fixture.tenant.control.setBehaviour({ sharesRefuseWebUrls });
      const refused = await get("mei.lin", `/shares/${token}/driveItem`);
      expect(refusal(refused)).toEqual([sharesRefuseWebUrls, code]);
      const shared = await get("mei.lin", `/shares/u!${Buffer.from(link).toString("base64url")}/driveItem`);
      expect(shared.json.name).toBe("Cupping notes.csv");
    }
    await fixture.tenant.control.setBehaviour({ sharesRefuseWebUrls: null });
    expect((await get("mei.lin", `/shares/${token}/driveItem`)).json.name).toBe("Cupping notes.csv");
    expect(refusal(await get("tom.becker", `/shares/${token}/driveItem`))).toEqual([403, "accessDenied"]);
    const redeem = { headers: { prefer: "redeemSharingLinkIfNecessary" } };
    expect((await get("mei.lin", `/shares/${token}/driveItem`, redeem)).status).toBe(403);
    expect((await fixture.tenant.control.stats()).writes).toBe(1);
    expect((await get("mei.lin", "/shares/nonsense/driveItem")).status).toBe(400);
    await fixture.tenant.control.setBehaviour({ sharesNeedWriteScope: true });
    expect(refusal(await get("mei.lin", `/shares/${token}/driveItem`))).toEqual([403, "accessDenied"]);
  });
});
