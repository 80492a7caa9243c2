import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createBrowser, type Landing, type Page } from "#test/support/sign-in/browser.ts";

/** What each path answers; set by a test. */
let routes: Record<string, (response: ServerResponse, headers: IncomingHttpHeaders) => void>;
let asked: { path: string; headers: IncomingHttpHeaders; method: string }[];
let port: number;
const server = createServer((request, response) => {
  const path = request.url ?? "/";
  asked.push({ path, headers: request.headers, method: request.method ?? "" });
  const route = routes[path.split("?")[0] ?? ""];
  if (route === undefined) response.writeHead(404).end();
  else route(response, request.headers);
});
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
beforeEach(() => {
  routes = {};
  asked = [];
});

/** Two sites of one server: by its name and by its number. */
const ours = (path: string) => new URL(`http://127.0.0.1:${port}${path}`);
const theirs = (path: string) => new URL(`http://localhost:${port}${path}`);

const page =
  (html: string, headers: Record<string, string | string[]> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "text/html", ...headers }).end(html);
  };
const redirect =
  (to: URL, status = 302) =>
  (response: ServerResponse) => {
    response.writeHead(status, { location: to.href }).end();
  };

function shown(landing: Landing): Page {
  if ("page" in landing) return landing.page;
  throw new Error(`Handed over: ${landing.handedOver}`);
}

const form = (action: URL) => `<form method="post" action="${action}"><button name="d" value="yes">Go</button></form>`;

function onlyForm({ forms }: Page) {
  const [found] = forms;
  if (found === undefined) throw new Error("There is no form.");
  return { form: found, button: found.buttons[0] };
}

const cookiesAt = (path: string) => asked.find((request) => request.path === path)?.headers.cookie;
const allThree = ["strict=1; SameSite=Strict; Path=/", "lax=1; SameSite=Lax; Path=/", "bare=1; Path=/"];

describe("cookies of the tests' browser", () => {
  beforeEach(() => {
    routes["/set"] = page("", { "set-cookie": allThree });
    routes["/back"] = page("back");
  });

  it("leave out the strict one when a form of another site leads back, and all at a post from there", async () => {
    const browser = createBrowser();
    await browser.open(ours("/set"));
    routes["/theirs"] = page(form(theirs("/login")) + form(ours("/back?posted")));
    routes["/login"] = redirect(ours("/back?led"));
    const signInPage = shown(await browser.open(theirs("/theirs")));
    const [leading, posting] = signInPage.forms;
    if (leading === undefined || posting === undefined) throw new Error("There are no forms.");
    await browser.press(signInPage, leading, leading.buttons[0]);
    await browser.press(signInPage, posting, posting.buttons[0]);
    expect([cookiesAt("/back?led"), cookiesAt("/back?posted")]).toEqual(["lax=1; bare=1", undefined]);
  });

  it("include the strict one when the other site only redirects, as Chromium does it", async () => {
    const browser = createBrowser();
    await browser.open(ours("/set"));
    routes["/start"] = redirect(theirs("/instant"));
    routes["/instant"] = redirect(ours("/back"));
    await browser.open(ours("/start"));
    expect(cookiesAt("/back")).toBe("strict=1; lax=1; bare=1");
  });

  it("are refused where a browser refuses them", async () => {
    const browser = createBrowser();
    routes["/bad"] = page("", {
      "set-cookie": [
        "__Host-a=1; Path=/",
        "b=1; Secure",
        "c=1; Domain=localhost",
        "d=1; SameSite=None",
        `e=${"x".repeat(5000)}`,
      ],
    });
    await browser.open(ours("/bad"));
    expect(browser.refusedCookies.map((refusal) => refusal[0])).toEqual(["_", "b", "c", "d", "e"]);
    expect(browser.cookies.of(ours("/"))).toEqual([]);
  });

  it("end with their time, and at a Max-Age of 0", async () => {
    let now = 0;
    const browser = createBrowser({ now: () => now });
    routes["/set"] = page("", { "set-cookie": ["short=1; Max-Age=10; Path=/", "gone=1; Path=/"] });
    routes["/unset"] = page("", { "set-cookie": "gone=; Max-Age=0; Path=/" });
    await browser.open(ours("/set"));
    await browser.open(ours("/unset"));
    expect(browser.cookies.of(ours("/")).map(({ name }) => name)).toEqual(["short"]);
    now = 10_000;
    expect(browser.cookies.of(ours("/"))).toEqual([]);
  });
});

describe("navigations of the tests' browser", () => {
  it("say which site opened them, and whose form it is unless the page hides that", async () => {
    const browser = createBrowser();
    routes["/open"] = page(form(ours("/post")));
    routes["/hidden"] = page(form(ours("/post")), { "referrer-policy": "no-referrer" });
    routes["/post"] = page("");
    for (const path of ["/open", "/hidden"]) {
      const opened = shown(await browser.open(ours(path)));
      const { form: found, button } = onlyForm(opened);
      await browser.press(opened, found, button);
    }
    await browser.open(ours("/open"), "https://claude.ai");
    const seen = asked.map(({ path, headers }) => [path, headers["sec-fetch-site"], headers.origin]);
    expect(seen).toEqual([
      ["/open", "none", undefined],
      ["/post", "same-origin", ours("/").origin],
      ["/hidden", "none", undefined],
      ["/post", "same-origin", "null"],
      ["/open", "cross-site", undefined],
    ]);
  });

  it("die at a form-action that forbids the address after it, by whatever redirect", async () => {
    const browser = createBrowser();
    const policy = { "content-security-policy": "default-src 'none'; form-action 'self'" };
    routes["/page"] = page(form(ours("/approve")), policy);
    routes["/approve"] = redirect(theirs("/entra"));
    const opened = shown(await browser.open(ours("/page")));
    const { form: found, button } = onlyForm(opened);
    await expect(browser.press(opened, found, button)).rejects.toThrow("form-action that forbids http://localhost");
  });

  it("follow Refresh: 0 to the web, and leave an app's address to its link", async () => {
    const browser = createBrowser();
    routes["/on"] = page("", { refresh: `0; url=${theirs("/there").href}` });
    routes["/there"] = page("there");
    expect(shown(await browser.open(ours("/on"))).text).toBe("there");
    expect(asked.at(-1)?.headers["sec-fetch-site"]).toBe("cross-site");
    routes["/app"] = page('<a href="cursor://app/callback?code=1">Open</a>', {
      refresh: "0; url=cursor://app/callback",
    });
    const opened = shown(await browser.open(ours("/app")));
    const handed = await browser.follow(opened, opened.links[0]?.href ?? "");
    expect(handed).toEqual({ handedOver: new URL("cursor://app/callback?code=1") });
  });

  it("turn a post into a get at 302, and keep it at 307", async () => {
    const browser = createBrowser();
    routes["/page"] = page(form(ours("/a")) + form(ours("/b")));
    routes["/a"] = redirect(ours("/end"));
    routes["/b"] = redirect(ours("/end"), 307);
    routes["/end"] = page("");
    const opened = shown(await browser.open(ours("/page")));
    for (const found of opened.forms) await browser.press(opened, found, found.buttons[0]);
    expect(asked.filter(({ path }) => path === "/end").map(({ method }) => method)).toEqual(["GET", "POST"]);
  });
});
