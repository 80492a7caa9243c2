import { z } from "zod";

/** In lower case. `.name` and `*.name` are `name`, which includes what is below it. */
const hosts = z.string().transform((text) => {
  return (text.toLowerCase().match(/[^\s,]+/g) ?? []).map((entry) => entry.replace(/^\*?\./, ""));
});

/** The way out. Each name may also be in lower case, which wins. */
export const proxySettings = {
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL such as http://proxy.example.com:3128" })
    .refine((text) => !/%(?![\da-f]{2})/i.test(text), "% in a user or password is written as %25")
    .optional()
    .meta({
      section: "Network",
      description: "Proxy for https requests: to Entra, Graph, download hosts and the collector. See `docs/deploy.md`.",
      examples: ["http://proxy.example.com:3128"],
    }),
  NO_PROXY: hosts.default([]).meta({
    section: "Network",
    description: "What is reached without `HTTPS_PROXY`: hosts with all names below them, `host:port`, or `*` for all.",
  }),
};

export type ProxySettings = z.output<z.ZodObject<typeof proxySettings>>;

/** The proxy for an address; undefined if it is reached directly, as every address that isn't https. */
export function proxyFor({ HTTPS_PROXY, NO_PROXY }: ProxySettings, address: string): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const names = [`.${hostname}`, `.${hostname}:${port || "443"}`];
  const isDirect = NO_PROXY.some((entry) => entry === "*" || names.some((name) => name.endsWith(`.${entry}`)));
  return isDirect || protocol !== "https:" ? undefined : HTTPS_PROXY;
}
