import {
  type Answer,
  codeForm,
  cookiesOf,
  entraCode,
  formText,
  ownOrigin,
  question,
  type SignInGateway,
  targetOf,
} from "./sign-in-gateway.ts";

const unescaped = (text: string) => text.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** The form on a page of ours: where it goes, and its hidden field. */
export function formOf({ body }: Answer): { action: string; ticket: string } {
  const action = /<form method="post" action="([^"]*)"/.exec(body)?.[1];
  const ticket = /name="ticket" value="([^"]*)"/.exec(body)?.[1];
  if (action === undefined || ticket === undefined) throw new Error(`The page has no form: ${body.slice(0, 600)}`);
  return { action: unescaped(action), ticket: unescaped(ticket) };
}

/** A person with a browser of their own: its cookies, and nothing else. */
export function person(start: SignInGateway) {
  const cookies = new Map<string, string>();
  /** Any gateway of the installation may answer. */
  let gateway = start;

  function keep<Kept extends Answer>(answer: Kept): Kept {
    for (const line of cookiesOf(answer)) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes("Max-Age=0")) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
  const cookie = () => ({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") });

  const me = {
    cookies,
    cookie,
    /** From here on another gateway answers. */
    moveTo(other: SignInGateway) {
      gateway = other;
    },
    /** Opens the page. */
    open: async (query: Record<string, string> = question(), path = "/mcp/oauth/authorize") =>
      keep(await gateway.authorize(query, cookie(), path)),
    /** Presses a button of the page. */
    press: async (page: Answer, decision = "approve", more: Record<string, string> = {}) => {
      const { action, ticket } = formOf(page);
      const form = { ticket, decision };
      return keep(await gateway.sendForm(action, form, { ...cookie(), origin: ownOrigin, ...more }));
    },
    /** Comes back from Entra with this answer to the question there. */
    comeBack: async (query: Record<string, string>) =>
      keep(await gateway.get(`/mcp/oauth/callback?${formText(query)}`, cookie())),
    /** Says yes and signs in at Entra. */
    async approve(page: Answer): Promise<Answer> {
      const { parameters } = targetOf(await me.press(page));
      return await me.comeBack({ code: entraCode, session_state: "x", state: parameters.state ?? "" });
    },
    /** The whole way to the code that the client gets. */
    async codeFor(query: Record<string, string> = question(), path = "/mcp/oauth/authorize"): Promise<string> {
      const back = await me.approve(await me.open(query, path));
      return targetOf(back).parameters.code ?? "";
    },
    /** The whole way to tokens. */
    async tokensFor(query: Record<string, string> = question()) {
      const code = await me.codeFor(query);
      const { client_id, redirect_uri } = query;
      return (await gateway.token(codeForm(code, { client_id, redirect_uri }))).json();
    },
  };
  return me;
}
