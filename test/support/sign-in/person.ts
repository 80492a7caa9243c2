import type { Browser, Landing, Page } from "./browser.ts";
import type { HtmlButton, HtmlForm } from "./read-html.ts";

export interface Person {
  /** The address that this person signs in with. */
  account: string;
  /** Says no where asked for consent or approval. Default: says yes. */
  declines?: (page: Page) => boolean;
}

const maxPages = 8;
const no = /cancel|decline|deny|without granting/i;

/**
 * What a person does from page to page until the browser hands an address over to the client: picks the own account,
 * and agrees where asked.
 * @returns that address
 * @throws when a page leads nowhere, with what it says
 */
export async function goThrough(browser: Browser, first: Landing, person: Person): Promise<URL> {
  let landing = first;
  for (let pages = 0; pages < maxPages; pages += 1) {
    if ("handedOver" in landing) return landing.handedOver;
    landing = await next(browser, landing.page, person);
  }
  throw new Error("The sign-in leads from page to page without an end.");
}

async function next(browser: Browser, page: Page, { account, declines }: Person): Promise<Landing> {
  const choices = page.forms.flatMap((form) => form.buttons.map((button) => ({ form, button })));
  const isMine = ({ button }: Choice) => button.value.toLowerCase() === account.toLowerCase();
  const own = choices.find(isMine);
  if (own !== undefined) return browser.press(page, own.form, own.button);
  const isNo = declines?.(page) === true;
  const answer = choices.find(({ button }) => no.test(button.text) === isNo);
  if (answer !== undefined && page.status < 400) return browser.press(page, answer.form, answer.button);
  // An address among words is for whoever has to act on them.
  const links = page.links.filter(({ text, href }) => text !== href);
  const [onlyLink, ...others] = links;
  const link = others.length === 0 ? onlyLink : links.find(({ text }) => no.test(text) === isNo);
  if (link !== undefined && page.status < 400) return browser.follow(page, link.href);
  throw new Error(`The sign-in page leads nowhere (${page.status}): ${page.text}`);
}

interface Choice {
  form: HtmlForm;
  button: HtmlButton;
}
