import type { FastifyInstance } from "fastify";
import type { PageSite } from "#gateway/pages/page-site.ts";
import { problemWords } from "./pages/problems.ts";
import { sendProblem } from "./send-page.ts";
import { pagePaths, tokenPaths } from "./sign-in-paths.ts";

/**
 * Without `SIGN_IN_CLIENT_ID`: says in words why nobody signs in here, to people at the page and to clients that ask.
 * Some clients come to `/authorize`, `/token` and `/register` of a host that has no metadata for them.
 */
export function registerNotOffered(app: FastifyInstance, site: PageSite): void {
  const { publicUrl } = site.identity;
  const { title, happened, next } = problemWords.en.not_offered;
  const body = { error: "invalid_request", error_description: `${title}. ${happened} ${next}` };
  const { token, register } = tokenPaths(publicUrl);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { bodyLimit: 64 * 1024 }, (_request, payload, done) => {
    payload.resume();
    done(null);
  });
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
  });
  for (const path of pagePaths(publicUrl).authorize) {
    app.get(path, (request, reply) => sendProblem([request, reply, site], "not_offered"));
  }
  for (const path of [...token, ...register]) app.post(path, (_request, reply) => reply.code(404).send(body));
}
