/**
 * The browser that the Inspector opens: a person who is signed in already picks the account that LOGIN_HINT names, and
 * the browser follows the redirect to the Inspector's own listener. Its one argument is the page's address.
 */
import { browserOf } from "#test/demo/stage/browser.ts";

const page = new URL(process.argv[2] ?? "");
const answer = await browserOf(process.env.LOGIN_HINT ?? "")(page);
const response = await fetch(`${page.searchParams.get("redirect_uri")}?${answer}`);
process.exitCode = response.ok ? 0 : 1;
