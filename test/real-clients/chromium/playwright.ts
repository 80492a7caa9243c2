/**
 * As much of playwright-core's interface as these tests use. Its own types are not there where types are checked, since
 * only this stage installs it. https://playwright.dev/docs/api/class-playwright
 */
export interface Playwright {
  chromium: { launch(options: { executablePath: string; headless: boolean; args: string[] }): Promise<Chromium> };
}

export interface Chromium {
  newContext(options: ContextOptions): Promise<Context>;
  close(): Promise<void>;
}

export interface ContextOptions {
  ignoreHTTPSErrors: boolean;
  locale?: "en-GB" | "ja-JP";
  colorScheme?: "light" | "dark";
}

/** A profile of its own: cookies, storage, language. */
export interface Context {
  newPage(): Promise<Tab>;
  cookies(url: string): Promise<Cookie[]>;
  newCDPSession(tab: Tab): Promise<DevTools>;
  on(event: "request", listener: (request: SentRequest) => void): void;
  close(): Promise<void>;
}

export interface Cookie {
  name: string;
  value: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  sameSite: "Strict" | "Lax" | "None";
}

export interface SentRequest {
  url(): string;
  resourceType(): string;
  /** Null when none came. */
  response(): Promise<object | null>;
}

export interface Tab {
  goto(url: string): Promise<unknown>;
  goBack(): Promise<unknown>;
  url(): string;
  title(): Promise<string>;
  locator(selector: string): Locator;
  waitForRequest(is: (request: SentRequest) => boolean): Promise<SentRequest>;
  waitForURL(is: (url: URL) => boolean): Promise<void>;
  frames(): { url(): string }[];
  /** A part of what the window shows, or the whole page, as a PNG. Folders are made. */
  screenshot(
    options: { path: string } & (
      | { clip: { x: number; y: number; width: number; height: number } }
      | { fullPage: true }
    ),
  ): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
}

export interface Locator {
  click(): Promise<void>;
  dblclick(): Promise<void>;
  waitFor(): Promise<void>;
}

/** The Chrome DevTools Protocol. https://chromedevtools.github.io/devtools-protocol/ */
export interface DevTools {
  send(method: string, parameters?: Record<string, unknown>): Promise<Record<string, unknown>>;
  on(event: string, listener: (parameters: Record<string, unknown>) => void): void;
}
