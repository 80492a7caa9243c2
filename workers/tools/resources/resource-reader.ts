import type { ResourceKind, ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import type { ResourceContent } from "./resource-content.ts";

export type ResourceOf<Kind extends ResourceKind> = Extract<ResourceUri, { kind: Kind }>;

/** Which part of a resource is asked for. Readers without lists or pages may ignore it. */
export interface ResourcePart {
  /** Where a list goes on: a `nextPosition` that the same reader gave; absent = at its beginning. */
  position?: string | undefined;
  /** Pages of a document, counted from 1, both included. */
  startPage?: number | undefined;
  endPage?: number | undefined;
}

/** How one kind of resource is read. */
export interface ResourceReader<Kind extends ResourceKind> {
  /**
   * The resource: its whole text, which `read_resource` cuts into windows, or a page of what it lists. Rejects with a
   * `ToolError`.
   */
  read(resource: ResourceOf<Kind>, context: ToolContext, part: ResourcePart): Promise<ResourceContent>;
}
