import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TextBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";

export interface TextPanelSpec {
  title: string;
  markdown: string;
}

/** A text panel of half the width. */
export function buildTextPanel({ title, markdown }: TextPanelSpec, id: number): Builder<Panel> {
  return new TextBuilder().id(id).title(title).mode(TextMode.Markdown).content(markdown).span(12).height(16);
}
