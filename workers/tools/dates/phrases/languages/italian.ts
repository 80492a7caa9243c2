import { language, latin } from "#workers/tools/dates/phrases/language.ts";

export const italian = language({
  letters: latin,
  order: "day-first",
  whichWeekday: "next-unclear",
  ordinalSuffixes: ["o", "a", "°"],
  weekdays: ["lunedì lun", "martedì", "mercoledì mer", "giovedì gio", "venerdì ven", "sabato sab", "domenica dom"],
  months: [
    "gennaio gen genn",
    "febbraio feb febbr",
    "marzo mar",
    "aprile apr",
    "maggio mag",
    "giugno giu",
    "luglio lug",
    "agosto ago",
    "settembre set sett",
    "ottobre ott",
    "novembre nov",
    "dicembre dic",
  ],
  numbers: (
    "un una uno un'|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|" +
    "undici|dodici|tredici|quattordici|quindici|sedici|diciassette|diciotto|diciannove|venti"
  ).split("|"),
  ordinals: ["primo prima_metà_del", "secondo", "terzo", "quarto", "quinto", "sesto"],
  words: {
    filler:
      "il|lo|la|i|gli|le|l'|di|del|dello|della|dell'|dei|degli|delle|al|allo|alla|all'|nel|nello|nella|nell'|" +
      "negli|nelle|nei|sul|e|durante|corso|nel corso|giorno|d'|verso il|entro il|tutta|tutto|circa|stesso|stessa",
    "number 30": "trenta",
    "day 0": "oggi|in giornata",
    "day -1": "ieri",
    "day 1": "domani",
    "day -2": "l'altro ieri|altro ieri|avantieri|avant'ieri|ieri l'altro|l'altroieri|altroieri",
    "day 2": "dopodomani|dopo domani",
    "day 0 & part 6": "stamattina|stamani|stamane|questa mattina",
    "day 0 & part 12": "questo pomeriggio",
    "day 0 & part 18": "stasera|stanotte|questa sera|questa notte",
    "day -1 & part 18": "la scorsa notte|la notte scorsa|ieri notte|ieri sera|iersera",
    "which -1":
      "scorso|scorsa|scorsi|scorse|passato|passata|passati|passate|ultimo|ultima|ultimi|ultime|precedente|" +
      "precedenti|ultim'",
    "which 0": "questo|questa|questi|queste|quest'|corrente|in corso|attuale",
    "which 1": "prossimo|prossima|prossimi|prossime|che viene|seguente|successivo|successiva|entrante|seguenti",
    "which -2": "penultimo|penultima",
    "unit day": "giorno|giorni|giornata",
    "unit week": "settimana|settimane",
    "unit month": "mese|mesi",
    "unit quarter": "trimestre|trimestri",
    "unit half": "semestre|semestri",
    "unit year": "anno|anni|annata",
    "unit hour": "ora|ore",
    "unit minute": "minuto|minuti|min",
    "unit fiscal": "anno fiscale|esercizio|esercizio fiscale",
    "count 6 month": "mezzo anno|un semestre|mezz'anno",
    "count 30 minute": "mezz'ora|una mezz'ora|mezza ora|mezzora",
    "count 15 day": "una quindicina di giorni",
    "count 12 hour": "mezza giornata",
    weekend: "fine settimana|weekend|week-end|fine-settimana",
    "part 6": "mattina|mattino|di mattina|al mattino|in mattinata|del mattino|della mattina|mattinata",
    "part 12": "pomeriggio|di pomeriggio|nel pomeriggio|del pomeriggio",
    "hour 12": "mezzogiorno|a mezzogiorno",
    "part 18": "sera|notte|di sera|in serata|di notte|della sera|serata",
    at: "alle|verso le|dalle|alle ore",
    "edge start":
      "inizio|inizi|agli inizi|all'inizio|ad inizio|a inizio|dall'inizio|principio|primo giorno|primo giorno di|" +
      "primo giorno del",
    "edge middle": "metà|a metà|verso metà",
    "edge end": "fine|a fine|fine del|sul finire|ultimo giorno|ultimo giorno di|ultimo giorno del",
    "bound since & edge start": "dall'inizio|dagli inizi|fin dall'inizio|sin dall'inizio",
    "direction ago": "fa|or sono|addietro",
    "direction ahead": "tra|fra|dopo|più tardi",
    "direction in": "in|a",
    "bound since":
      "da|dal|dallo|dalla|dall'|dai|dagli|dalle|a partire|a partire da|a partire dal|a partire dalla|sin da|" +
      "fin da|fin dal|a decorrere|in poi",
    "bound until": "fino a|fino al|fino alla|fino all'|sino a|sino al|entro|entro il|fino ad|fino allo|fino",
    "bound before": "prima|prima di|prima del|prima della",
    now: "adesso|ora esatta",
    vague:
      "recentemente|ultimamente|presto|qualche|alcuni|alcune|diversi|diverse|poco|molto|l'altro giorno|pasqua|" +
      "natale|ferragosto|vacanze|capodanno|pochi|poche|un po'|tempo|mezzanotte",
    "quarter 1": "t1|q1",
    "quarter 2": "t2|q2",
    "quarter 3": "t3|q3",
    "quarter 4": "t4|q4",
    "half 1": "s1|h1|prima metà",
    "half 2": "s2|h2|seconda metà",
    "number 2": "un paio di|paio di",
    "half-past": "e mezzo|e mezza",
    "count 15 minute": "un quarto d'ora",
  },
});
