import type { GuessableCharset } from "./guessable-charsets.ts";

/*
 * The most frequent characters of languages whose charsets use two bytes per character: of prose, then of tables
 * (names, places, goods, money). Used only to tell charsets apart.
 */

const chineseMarks = "，。、；：？！（）《》“”‘’—…·　【】％";

const simplified =
  "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把" +
  "机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔" +
  "更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边张该交规万取拉格望领共确传师" +
  "清今院识带导运" +
  "姓城额单价备注客户址邮箱编号职状态货认元星负责项订库存型联络账付款收票版附查谢您请随财销售采购李刘陈杨赵黄周吴徐孙胡朱林郭罗郑京广州津庆武杭苏沪江省县街室楼笔待称季率例费服";
const traditional =
  "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把" +
  "機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾" +
  "更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊張該交規萬取拉格望領共確傳師" +
  "清今院識帶導運" +
  "姓城額單價備註客戶址郵箱編號職狀態貨元星負責項訂庫存型聯絡帳付款收票版附查謝您請隨財銷售採購李劉陳楊趙黃周吳徐孫胡朱林郭羅鄭蔡台京灣港九龍雄竹江省縣街室樓筆稱季率例費服";
const japanese =
  "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者地合市業内相方四定今回新場金員九入選立開手米力学問高代明実円関決子動京全目表経通外最言氏現理調体化田当八六約主題下意法不来作性的要用制度務強気小" +
  "七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百点教報済書府活原先共得解名交資予川向際査面委告文反元重近千考認画海参売利組知案道信策集在件団別物側任引使求所次水半品論計増係" +
  "感特情投示変打男基私各始島直両価式確村提運終果西台広容必応演電住談能無再位置企真流格有口過局少放税検藤町常校料状工建語営空職証土止送供可役構木割身費付施切由説転食比車研収断井何南石足消神番規備宅配副算条" +
  "額担課岡福量松佐型注様港良阪専古階管値買請器士路科図週積他録処省室橋客紙周登系郎号単座編竹除完責修森館給屋介根友就販園具花林込類印王返標換短清江便留納客締等版絡払載郵購注伝票荷届曜願致添";
const hiragana =
  "のにはをたがでてとしれさいるあなもことまりらかうすきくけせそちつえおよやめわんみどだじばびべほぼぎげござずぐねふへひぬむゆろぶぱぴぷぺぽってょゃゅっ";
const katakana =
  "ーンスルトリアイラッドシクタフロジレコプマティメグサバムデセカキチウオナパビブエハニミモノポャュョボベネガズダケソヘゲヤゴツワヨピホヒユザゾペォェァギヌ";
const japaneseMarks = "、。・「」（）　：／～％〒";
const halfWidth = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰﾞﾟ";
const hangul =
  "이다는의에가고을를은지하로자기한도사서어나인리시대정수들으부일해아있안원제주장과전보만여그게니상구라공동면성적위생비조화연방유관계국스신소우중무경문회요업금미학물모내마민행세간통치없용야선분단영거할개실체파결산재양오진발" +
  "당식반명작했었것및강년월차와러드트교불합타심히번입출매품목량객름별호메날짜액울천광김박최윤임권황송류홍훈희철준현혜까않되데바습감확첨된란말받배료노북등록처예예약담표직책팀점점역두세네녕십후";

/** A language whose characters take two bytes each. */
interface Ideographs {
  charset: GuessableCharset;
  handicap: number;
  /** Half-width katakana: one byte per character, in words of their own. */
  isHalfWidth?: boolean;
  /** Groups of characters that are about equally frequent, with the share of a text that each group makes up. */
  classes: readonly { share: number; characters: string }[];
}

/** All characters in a range of a two-byte charset. These ranges hold what the charset's standard counts as common. */
function charactersAt(charset: string, leads: readonly [number, number], trails: readonly [number, number]): string {
  const bytes: number[] = [];
  for (let lead = leads[0]; lead <= leads[1]; lead += 1)
    for (let trail = trails[0]; trail <= trails[1]; trail += 1) bytes.push(lead, trail);
  return new TextDecoder(charset).decode(Uint8Array.from(bytes)).replaceAll("\ufffd", "");
}

const inUse = {
  gb: () => charactersAt("gb18030", [0xb0, 0xd7], [0xa1, 0xfe]),
  big5: () => charactersAt("big5", [0xa4, 0xc6], [0x40, 0x7e]) + charactersAt("big5", [0xa4, 0xc5], [0xa1, 0xfe]),
  ksx: () => charactersAt("euc-kr", [0xb0, 0xc8], [0xa1, 0xfe]),
  jis: () => charactersAt("euc-jp", [0xb0, 0xcf], [0xa1, 0xfe]),
};

const share = (part: number, characters: string) => ({ share: part, characters });
const written = (frequent: string, marks: string, others: string) => [
  share(0.65, frequent),
  share(0.12, marks),
  share(0.22, others),
];

/** The languages with two-byte characters. A character counts for the first class that contains it. */
function ideographicLanguages(): Ideographs[] {
  const kana = [share(0.3, hiragana), share(0.18, katakana), share(0.06, japaneseMarks)];
  const kanji = [share(0.35, japanese), share(0.1, inUse.jis())];
  const halfKana = [share(0.75, halfWidth), share(0.05, katakana), share(0.15, japanese), share(0.04, inUse.jis())];
  return [
    { charset: "gb18030", handicap: 3, classes: written(simplified, chineseMarks, inUse.gb()) },
    { charset: "big5", handicap: 3, classes: written(traditional, chineseMarks, inUse.big5()) },
    { charset: "euc-kr", handicap: 3, classes: written(hangul, "·　「」“”‘’", inUse.ksx()) },
    { charset: "shift_jis", handicap: 3, classes: [...kana, ...kanji] },
    { charset: "shift_jis", handicap: 4, isHalfWidth: true, classes: halfKana },
    { charset: "euc-jp", handicap: 3, classes: [...kana, ...kanji] },
  ];
}

/** The letters beyond ASCII of a language, and the charset that it is written in. */
interface Alphabet {
  charset: GuessableCharset;
  /** Latin text is mostly ASCII, with single other letters between. In other scripts, no letter of a word is ASCII. */
  script: "latin" | "other";
  /** How much better than windows-1252 this charset has to be to win, in nats. */
  handicap: number;
  /** Lower-case letters, the most frequent ones first. */
  letters: string;
}

const latin = (charset: GuessableCharset, handicap: number, languages: readonly string[]): Alphabet[] =>
  languages.map((letters) => ({ charset, script: "latin", handicap, letters }));
const other = (charset: GuessableCharset, languages: readonly string[]): Alphabet[] =>
  languages.map((letters) => ({ charset, script: "other", handicap: 2, letters }));

/**
 * By language. The commonest comes first: it wins where several charsets read the same. The mixed entries stand for
 * tables with names of many languages, such as lists of customers.
 */
const alphabets: readonly Alphabet[] = [
  ...latin("windows-1252", 0, [
    "üäöß", // German
    "éèàêçôâîûùëïœ", // French
    "óíáéñúü¿¡ºª", // Spanish
    "ãçéáõíóêâúàô", // Portuguese
    "àèùòìé", // Italian
    "äöåé", // Swedish, Finnish
    "åøæé", // Danish, Norwegian
    "ëéïüè", // Dutch
    "àéèóíçúòïü", // Catalan
    "éüöäáóíñçèøåãßàêëôæúïâîò", // mixed
  ]),
  ...latin("windows-1252", 2, ["íáðéúóþöýæ"]), // Icelandic
  ...latin("windows-1250", 3, [
    "ęłąóśżćńź", // Polish
    "áíéěřščýžůúťňďó", // Czech
    "áíéčšžýľúťňôďäĺŕó", // Slovak
    "éáöóőüíúű", // Hungarian
    "ăîâşţ", // Romanian
    "čšžćđ", // Croatian, Slovene
    "áéíóčšžłýęąőńüöěćřśäúđżňľťůűţş", // mixed
  ]),
  ...latin("windows-1254", 3, ["ışüğçöİ"]), // Turkish
  ...latin("windows-1257", 4.5, [
    "ėšųžįąčęū", // Lithuanian
    "āīēšūņļģžčķ", // Latvian
    "äõüöšž", // Estonian
  ]),
  ...other("windows-1251", [
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", // Russian
    "оаниітвреслкдмуязпьбгчйжхшцюїєщфґ", // Ukrainian
    "аоиетнрсвлкдпмзуячбъгщхжцшьфйю", // Bulgarian
    "аоиенртсјвукдмлпзгбчшцњћжђхљфџ", // Serbian
  ]),
  ...other("windows-1253", ["αοιετσνηυρπκμλςίόάέήδώύγχθφβξζψϊϋΐΰ"]),
  ...other("windows-1255", ["יוהלאתרמבשנםדעחקפגכטצסןזךץף"]),
  ...other("windows-1256", ["المنيتروبةدسعفهكحقجأشصطىزخضغذئإءثظآؤ،؟"]),
  ...other("windows-874", ["านรอกเ่งมีส้ยลวัดทิตคปหพะบช์ืไ็ขจแใุูำธศถผโึซฟณภษญๆฮฐ๊ฉฎฏฬ๋ฌฆฑฒฤ"]),
];

/** Punctuation that many languages share, at the same codes in most of the charsets. */
const commonMarks = "\u00a0–—“”‘’„‚…•«»°§©®€№£·½";

/** The cost of each character beyond ASCII in a language: the negative logarithm of its probability. */
export interface LanguageModel {
  charset: GuessableCharset;
  handicap: number;
  /** Whether a character takes two bytes, or else the script of its letters. */
  kind: "ideographs" | Alphabet["script"];
  costs: ReadonlyMap<number, number>;
}

/** Cost of a one-byte character that the language rarely uses. */
const rareByte = 7.5;
const commonMark = 4;

/** In any alphabet, the first letter is about e³ times as frequent as the last one, falling off exponentially. */
function alphabetCosts({ letters }: Alphabet): Map<number, number> {
  const costs = new Map<number, number>();
  const all = [...letters];
  const weights = all.map((_, rank) => Math.exp((-3 * rank) / all.length));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (const mark of commonMarks) costs.set(mark.charCodeAt(0), commonMark);
  for (const [rank, letter] of all.entries()) {
    const cost = -Math.log((weights[rank] ?? 0) / sum);
    const upper = letter.toUpperCase();
    costs.set(letter.charCodeAt(0), cost);
    if (upper.length === 1 && upper !== letter && upper > "\x7f") costs.set(upper.charCodeAt(0), cost);
  }
  return costs;
}

function classCosts(classes: readonly { share: number; characters: string }[]): Map<number, number> {
  const costs = new Map<number, number>();
  for (const { share, characters } of classes) {
    const cost = -Math.log(share / characters.length);
    for (const character of characters) {
      const code = character.charCodeAt(0);
      if (!costs.has(code)) costs.set(code, cost);
    }
  }
  return costs;
}

let models: readonly LanguageModel[] | undefined;

/** Built on first use: most documents declare their charset or are UTF-8. */
export function languageModels(): readonly LanguageModel[] {
  models ??= [
    ...alphabets.map((one) => ({ ...one, kind: one.script, costs: alphabetCosts(one) })),
    ...ideographicLanguages().map(({ classes, isHalfWidth, ...one }) => ({
      ...one,
      kind: isHalfWidth ? ("other" as const) : ("ideographs" as const),
      costs: classCosts(classes),
    })),
  ];
  return models;
}

/** The cost of a character that is not in the table of a language. */
export function otherCost(code: number, kind: LanguageModel["kind"]): number {
  if (code >= 0x80 && code < 0xa0) return 11;
  if ((code >= 0x4e00 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3)) return 12.5;
  const isOneByte = kind === "ideographs" ? code >= 0xff61 && code <= 0xff9f : code < 0x2e80;
  return isOneByte ? rareByte : 15;
}
