import { type DoorAnswer, htmlAnswer } from "#test/fake-tenant/door/door-types.ts";

/** A small page in the look of a sign-in screen. `body` is HTML. */
export function htmlPage(status: number, title: string, body: string): DoorAnswer {
  const answer = htmlAnswer(
    status,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeXml(title)}</title><style>body{` +
      "font:16px system-ui;max-width:34rem;margin:4rem auto}li{margin:.6rem 0}small{color:#555}</style></head><body>" +
      `<h1>${escapeXml(title)}</h1>${body}</body></html>`,
  );
  return { ...answer, headers: { ...answer.headers, "cache-control": "no-store" } };
}

/** What a person sees instead of being sent on: https://learn.microsoft.com/entra/identity-platform/reply-url. */
export function troublePage(description: string): DoorAnswer {
  return htmlPage(400, "Sorry, but we're having trouble signing you in.", `<p>${escapeXml(description)}</p>`);
}

/** A form that posts these values; `buttons` is HTML. */
export function postingForm(action: string, hidden: Record<string, string>, buttons: string): string {
  const inputs = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeXml(value)}">`,
  );
  return `<form method="post" action="${escapeXml(action)}">${inputs.join("")}${buttons}</form>`;
}

/** The text made safe inside an element or a quoted attribute of XML or HTML. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
