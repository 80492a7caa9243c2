import type { GraphRoute } from "./graph-call.ts";
import { badRequest, unknownSegment } from "./graph-refusal.ts";

interface Node {
  literals: Map<string, Node>;
  parameter: { name: string; node: Node } | null;
  rest: { name: string; routes: Map<string, GraphRoute> } | null;
  routes: Map<string, GraphRoute>;
}

const newNode = (): Node => ({ literals: new Map(), parameter: null, rest: null, routes: new Map() });

interface RouteMatch {
  route: GraphRoute | undefined;
  params: Record<string, string>;
}

/**
 * Finds routes by path segments as sent: an encoded name is another name. Names match in any letter case, as in Graph.
 */
export function createRouteTree(
  routes: readonly GraphRoute[],
): (method: string, segments: readonly string[]) => RouteMatch {
  const root = newNode();
  for (const route of routes) plant(root, route);
  return (method, segments) => {
    let node = root;
    const params: Record<string, string> = {};
    for (const [index, segment] of segments.entries()) {
      const literal = node.literals.get(segment.toLowerCase());
      if (literal === undefined && node.rest !== null) {
        params[node.rest.name] = segments.slice(index).join("/");
        return { route: node.rest.routes.get(method), params };
      }
      if (literal === undefined && node.parameter === null) throw unknownSegment(segment);
      if (literal === undefined && node.parameter !== null) params[node.parameter.name] = decodeSegment(segment);
      node = literal ?? node.parameter?.node ?? node;
    }
    if (node.routes.size === 0) throw unknownSegment(segments.at(-1) ?? "");
    return { route: node.routes.get(method), params };
  };
}

function plant(root: Node, route: GraphRoute): void {
  let node = root;
  for (const part of route.path.split("/")) {
    if (part.startsWith("*")) {
      node.rest ??= { name: part.slice(1), routes: new Map() };
      node.rest.routes.set(route.method, route);
      return;
    }
    node = part.startsWith(":") ? parameterOf(node, part.slice(1)) : literalOf(node, part);
  }
  node.routes.set(route.method, route);
}

function literalOf(node: Node, part: string): Node {
  const key = part.toLowerCase();
  const next = node.literals.get(key) ?? newNode();
  node.literals.set(key, next);
  return next;
}

function parameterOf(node: Node, name: string): Node {
  node.parameter ??= { name, node: newNode() };
  return node.parameter.node;
}

/** RFC 3986, 3.3: what is no `pchar` must be encoded. */
const sendable = /^(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-F]{2})*$/i;

/** One segment of a path, decoded. */
export function decodeSegment(segment: string): string {
  if (!sendable.test(segment)) throw badRequest("The request URI is not valid.");
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest("The request URI is not valid.");
  }
}
