import { language, latin } from "#workers/tools/dates/phrases/language.ts";

const days = ["segunda", "terça", "quarta", "quinta", "sexta"];

export const portuguese = language({
  letters: latin,
  order: "day-first",
  whichWeekday: "next-unclear",
  ordinalSuffixes: ["o", "a", "°"],
  weekdays: [...days.map((day) => `${day}-feira ${day} ${day}_feira ${day.slice(0, 3)}`), "sábado sáb", "domingo dom"],
  months: [
    "janeiro jan",
    "fevereiro fev",
    "março mar",
    "abril abr",
    "maio mai",
    "junho jun",
    "julho jul",
    "agosto ago",
    "setembro set",
    "outubro out",
    "novembro nov",
    "dezembro dez",
  ],
  numbers: (
    "um uma|dois duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze|quinze|dezesseis|dezessete|" +
    "dezoito|dezenove|vinte"
  ).split("|"),
  ordinals: ["primeiro primeira", "segundo", "terceiro terceira", "quarto", "quinto", "sexto"],
  words: {
    filler:
      "o|a|os|as|de|do|da|no|na|nos|nas|ao|e|durante|dia|pela|pelo|por|num|numa|longo|ao longo|toda|todo|" +
      "cerca de|mesmo|mesma",
    "number 30": "trinta",
    "day 0": "hoje|o dia de hoje",
    "day -1": "ontem|o dia de ontem",
    "day 1": "amanhã",
    "day -2": "anteontem|antes de ontem|antes de ontem",
    "day 2": "depois de amanhã",
    "day 0 & part 6": "esta manhã|hoje cedo|hoje pela manhã|nesta manhã",
    "day 0 & part 12": "esta tarde|nesta tarde",
    "day 0 & part 18": "esta noite|nesta noite",
    "which -1":
      "passado|passada|passados|passadas|último|última|últimos|últimas|anterior|anteriores|ultimo|findo|finda|" +
      "dos últimos|das últimas|que passou|que passaram",
    "which 0":
      "este|esta|estes|estas|neste|nesta|nestes|nestas|deste|desta|atual|corrente|em curso|esse|essa|nesse|nessa",
    "which 1": "próximo|próxima|próximos|próximas|que vem|seguinte|que entra|seguintes",
    "which -2": "retrasado|retrasada|penúltimo|penúltima",
    "unit day": "dia|dias",
    "unit week": "semana|semanas",
    "unit month": "mês|meses",
    "unit quarter": "trimestre|trimestres",
    "unit half": "semestre|semestres",
    "unit year": "ano|anos",
    "unit hour": "hora|horas",
    "unit minute": "minuto|minutos|min",
    "unit fiscal": "ano fiscal|exercício fiscal|exercício",
    "count 6 month": "meio ano|um semestre",
    "count 30 minute": "meia hora",
    "count 15 day": "uma quinzena|quinzena",
    weekend: "fim de semana|fim-de-semana|final de semana|fds|fins de semana",
    "part 6": "manhã|de manhã|pela manhã|da manhã|na parte da manhã|à manhã",
    "part 12": "tarde|à tarde|de tarde|da tarde|pela tarde|na parte da tarde",
    "hour 12": "meio-dia|meio dia|ao meio-dia",
    "part 0": "madrugada|de madrugada|da madrugada",
    "part 18": "noite|à noite|de noite|da noite|pela noite",
    at: "às|as às|pelas|à",
    "mark hour": "hs|hrs",
    "edge start":
      "início|inícios|no início|começo|no começo|princípio|princípios|ao início|do começo|começos|primeiro dia|" +
      "primeiro dia de|primeiro dia do",
    "edge middle": "meados|em meados|meio",
    "edge end": "fim|final|finais|no fim|no final|fins|em fins|último dia|último dia de|último dia do",
    "direction ago": "há|atrás|faz|cerca de há|desde há",
    "direction ahead": "daqui|daqui a|dentro|dentro de|depois|mais tarde",
    "direction in": "em",
    "bound since": "desde|a partir|a partir de|a partir do|a partir da|desde o|em diante",
    "bound until": "até|até o|até a|até ao|até à",
    "bound before": "antes|antes de|antes do|antes da",
    now: "agora|agora mesmo",
    vague:
      "recentemente|ultimamente|em breve|breve|uns|umas|alguns|algumas|vários|várias|pouco|muito|outro dia|" +
      "o outro dia|páscoa|natal|carnaval|férias|feriado|poucos|poucas|logo|meia-noite|meia noite",
    "quarter 1": "t1|q1|1t",
    "quarter 2": "t2|q2|2t",
    "quarter 3": "t3|q3|3t",
    "quarter 4": "t4|q4|4t",
    "half 1": "s1|h1|primeira metade",
    "half 2": "s2|h2|segunda metade",
    "number 2": "um par de",
    "half-past": "e meio|e meia",
    "count 15 minute": "um quarto de hora",
    "unit year & edge start": "ano novo",
  },
});
