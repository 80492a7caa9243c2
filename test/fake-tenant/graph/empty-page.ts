import type { GraphCall, GraphResult } from "./graph-call.ts";

const mark = "empty.";

/** The empty page between a list's first page and the others, when the request's link leads to it. */
export function emptyPage({ world, request, path }: GraphCall): GraphResult | undefined {
  const token = request.query.get("$skiptoken") ?? "";
  if (!token.startsWith(mark)) return undefined;
  const query = new URLSearchParams(request.query);
  query.set("$skiptoken", token.slice(mark.length));
  const link = `${world.endpoints.graphBaseUrl}/v1.0${path}?${query.toString().replaceAll("+", "%20")}`;
  return { body: JSON.stringify({ "@odata.nextLink": link, value: [] }) };
}

/** The first page of a list, with a link to an empty page where it had one to the second page. */
export function linkedToEmptyPage(result: GraphResult, { world, request }: GraphCall): GraphResult {
  const { body } = result;
  if (!world.behaviour.emptyPages || request.query.has("$skiptoken") || typeof body !== "string") return result;
  const marked = body.replace(/("@odata\.nextLink":"[^"]*?(?:%24|\$)skiptoken=)/, `$1${mark}`);
  return { ...result, body: marked };
}
