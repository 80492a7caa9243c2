import { z } from "zod";

const errorNode = z.looseObject({
  code: z.string().optional(),
  innerError: z.unknown().optional(),
  innererror: z.unknown().optional(),
});
const errorBody = z.object({ error: errorNode });

const maxLevels = 10;

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * The error codes of a Graph error body, outermost first. Empty for any other body, such as the HTML of a proxy
 * (https://learn.microsoft.com/graph/errors).
 */
export function graphErrorCodes(body: Buffer): string[] {
  const parsed = errorBody.safeParse(parseJson(body));
  if (!parsed.success) return [];
  const codes: string[] = [];
  let node: z.infer<typeof errorNode> | undefined = parsed.data.error;
  for (let level = 0; node !== undefined && level < maxLevels; level += 1) {
    if (node.code !== undefined && /^[\w.-]{1,80}$/.test(node.code)) codes.push(node.code);
    node = errorNode.safeParse(node.innerError ?? node.innererror).data;
  }
  return codes;
}
