import { Agent, request } from "undici";
import { createCookieJar } from "./cookie-jar.ts";
import { checkFormAction, originOf, refreshOf } from "./page-rules.ts";
import { type HtmlButton, type HtmlForm, type HtmlPage, readHtml } from "./read-html.ts";
import { fetchSite } from "./site.ts";

/** A page that the browser shows. */
export interface Page extends HtmlPage {
  url: URL;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  html: string;
}

/** One HTTP exchange of the browser's. */
export interface BrowserStep {
  method: string;
  url: URL;
  status: number;
}

/** Where a navigation ends: at a page, or at an address that some program takes over. */
export type Landing = { page: Page } | { handedOver: URL };

export interface Browser {
  /** Set-Cookie headers that were refused, with the reason. A sign-in leaves none. */
  refusedCookies: readonly string[];
  /** Opens an address for a program or a person, or for a page of the site named. */
  open(url: URL, from?: string): Promise<Landing>;
  /** Presses a button of a page's form. */
  press(page: Page, form: HtmlForm, button?: HtmlButton): Promise<Landing>;
  /** Follows a link of a page. */
  follow(page: Page, href: string): Promise<Landing>;
}

export interface BrowserOptions {
  onStep?: (step: BrowserStep) => void;
  /** Addresses at which a program listens instead of a server: those of a client. Other schemes are always. */
  isHandedOver?: (url: URL) => boolean;
  /** The address of this computer that its connections come from, such as 127.0.0.2. */
  localAddress?: string;
}

interface Navigation {
  url: URL;
  method: "GET" | "POST";
  body: string | undefined;
  opener: Page | { url: URL; headers: Page["headers"] } | null;
  isForm: boolean;
}

const maxRedirects = 20;

/**
 * A browser without scripts: cookies with SameSite as Chromium treats it (whoever opened a navigation counts, redirects
 * don't), `Refresh: 0` followed to web addresses only, `form-action` applied to every address after a form.
 */
export function createBrowser(options: BrowserOptions = {}): Browser {
  const cookies = createCookieJar();
  const refusedCookies: string[] = [];
  const { localAddress } = options;
  const dispatcher = localAddress === undefined ? undefined : new Agent({ localAddress });
  const isHandedOver = (url: URL) => !/^https?:$/.test(url.protocol) || options.isHandedOver?.(url) === true;

  async function exchange({ url, method, body, opener }: Navigation, chain: readonly URL[]): Promise<Page> {
    const initiator = opener?.url ?? null;
    const cookie = cookies.headerFor({ url, method, initiator });
    const response = await request(url, {
      method,
      headers: {
        accept: "text/html,application/xhtml+xml",
        "sec-fetch-site": fetchSite(initiator, chain),
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
        ...(method === "POST" && {
          "content-type": "application/x-www-form-urlencoded",
          origin: originOf(opener, chain),
        }),
        ...(cookie !== undefined && { cookie }),
      },
      ...(body !== undefined && { body }),
      ...(dispatcher !== undefined && { dispatcher }),
    });
    const html = await response.body.text();
    options.onStep?.({ method, url, status: response.statusCode });
    refusedCookies.push(...cookies.store(url, [response.headers["set-cookie"] ?? []].flat()));
    return { url, status: response.statusCode, headers: response.headers, html, ...readHtml(html) };
  }

  async function navigate(first: Navigation): Promise<Landing> {
    let now = first;
    const chain: URL[] = [];
    while (chain.length <= maxRedirects) {
      if (first.isForm && first.opener !== null) checkFormAction(first.opener, now.url);
      if (isHandedOver(now.url)) return { handedOver: now.url };
      chain.push(now.url);
      const page = await exchange(now, chain);
      const { location } = page.headers;
      if (page.status < 300 || page.status > 399 || typeof location !== "string") return shown(page);
      const keepsMethod = page.status === 307 || page.status === 308;
      now = { ...now, ...(!keepsMethod && { method: "GET", body: undefined }), url: new URL(location, now.url) };
    }
    throw new Error(`More than ${maxRedirects} redirects, the last to ${now.url.origin}${now.url.pathname}.`);
  }

  async function shown(page: Page): Promise<Landing> {
    const next = refreshOf(page);
    if (next === undefined || !/^https?:$/.test(next.protocol)) return { page };
    return navigate({ url: next, method: "GET", body: undefined, opener: page, isForm: false });
  }

  return {
    refusedCookies,
    open: (url, from) =>
      navigate({
        url,
        method: "GET",
        body: undefined,
        opener: from === undefined ? null : { url: new URL(from), headers: {} },
        isForm: false,
      }),
    press(page, form, button) {
      const fields = [...form.fields];
      if (button !== undefined && button.name !== null) fields.push([button.name, button.value]);
      const url = new URL(form.action, page.url);
      const body = new URLSearchParams(fields).toString();
      if (form.method === "GET") url.search = body;
      const isPost = form.method === "POST";
      return navigate({ url, method: form.method, body: isPost ? body : undefined, opener: page, isForm: true });
    },
    follow: (page, href) =>
      navigate({ url: new URL(href, page.url), method: "GET", body: undefined, opener: page, isForm: false }),
  };
}
