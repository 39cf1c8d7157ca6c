/** Dialling codes by country (ISO 3166-1 alpha-2; ITU-T E.164). */
const CODES =
  "AD376 AE971 AF93 AG1268 AI1264 AL355 AM374 AO244 AR54 AS1684 AT43 AU61 AW297 AX358 AZ994 BA387 BB1246 BD880 BE32 BF226 BG359 BH973 BI257 BJ229 BL590 BM1441 BN673 BO591 BQ599 BR55 BS1242 BT975 BW267 BY375 BZ501 CA1 CD243 CF236 CG242 CH41 CI225 CK682 CL56 CM237 CN86 CO57 CR506 CU53 CV238 CW599 CY357 CZ420 DE49 DJ253 DK45 DM1767 DO1809 DZ213 EC593 EE372 EG20 ER291 ES34 ET251 FI358 FJ679 FK500 FM691 FO298 FR33 GA241 GB44 GD1473 GE995 GF594 GG44 GH233 GI350 GL299 GM220 GN224 GP590 GQ240 GR30 GT502 GU1671 GW245 GY592 HK852 HN504 HR385 HT509 HU36 ID62 IE353 IL972 IM44 IN91 IO246 IQ964 IR98 IS354 IT39 JE44 JM1876 JO962 JP81 KE254 KG996 KH855 KI686 KM269 KN1869 KP850 KR82 KW965 KY1345 KZ7 LA856 LB961 LC1758 LI423 LK94 LR231 LS266 LT370 LU352 LV371 LY218 MA212 MC377 MD373 ME382 MF590 MG261 MH692 MK389 ML223 MM95 MN976 MO853 MP1670 MQ596 MR222 MS1664 MT356 MU230 MV960 MW265 MX52 MY60 MZ258 NA264 NC687 NE227 NG234 NI505 NL31 NO47 NP977 NR674 NU683 NZ64 OM968 PA507 PE51 PF689 PG675 PH63 PK92 PL48 PM508 PR1787 PS970 PT351 PW680 PY595 QA974 RE262 RO40 RS381 RU7 RW250 SA966 SB677 SC248 SD249 SE46 SG65 SH290 SI386 SK421 SL232 SM378 SN221 SO252 SR597 SS211 ST239 SV503 SX1721 SY963 SZ268 TC1649 TD235 TG228 TH66 TJ992 TK690 TL670 TM993 TN216 TO676 TR90 TT1868 TV688 TW886 TZ255 UA380 UG256 US1 UY598 UZ998 VA39 VC1784 VE58 VG1284 VI1340 VN84 VU678 WF681 WS685 XK383 YE967 YT262 ZA27 ZM260 ZW263";

/** Countries with their dialling codes, without `+`. */
export const DIALLING: ReadonlyMap<string, string> = new Map(
  CODES.split(" ").map((entry) => [entry.slice(0, 2), entry.slice(2)]),
);

/** Where numbers keep their leading zero after the country code. */
const KEEPS_ZERO = new Set(["IT", "SM", "VA", "CG", "CI", "GA"]);

/** The prefix dialled within a country before a number, where that isn't one 0; some are digits of numbers, too. */
const TRUNK: Readonly<Record<string, RegExp>> = {
  BY: /^80?(?=\d{9}$)/,
  HU: /^06/,
  KZ: /^8(?=\d{10}$)/,
  LT: /^[08](?=\d{8}$)/,
  RU: /^8(?=\d{10}$)/,
  TM: /^8(?=\d{8}$)/,
};

/** The most digits of a number, where numbers that are written without a trunk prefix may begin like the country code. */
const MAX_DIGITS: Readonly<Record<string, number>> = { BR: 11, IN: 10, IT: 10, KZ: 10, PL: 9, RU: 10 };

/** Fewer than these after what looks like the country code, and it isn't one. */
const MIN_DIGITS = 7;

/** The number without the words, marks and parameters that come along when it is pasted (`tel:+49…;ext=5`). */
function plain(typed: string): string {
  const [number = ""] = typed
    .normalize("NFKC")
    .replace(/^[^\d+]+/, "")
    .split(/[\p{L};,#]/u);
  const digits = number.replace(/\D/g, "");
  if (number.startsWith("+")) return `+${digits}`;
  return digits.startsWith("00") ? `+${digits.slice(2)}` : digits;
}

/** Whether digits say the country code themselves, only the `+` is missing. */
function saysCode(country: string, code: string, digits: string): boolean {
  if (!digits.startsWith(code)) return false;
  const most = MAX_DIGITS[country];
  return most === undefined ? digits.length - code.length >= MIN_DIGITS : digits.length > most;
}

/** A number as typed, with its country code: the API takes it from there. Empty stays empty. */
export function international(country: string, typed: string): string {
  const digits = plain(typed);
  if (!digits || digits.startsWith("+")) return digits;
  const code = DIALLING.get(country) ?? "";
  // In North America the code of a small country is the area code of all its numbers.
  if (code.startsWith("1") && digits.length === 10) return `+1${digits}`;
  if (code.startsWith("1") && digits.length === 11 && digits.startsWith("1")) return `+${digits}`;
  if (saysCode(country, code, digits)) return `+${digits}`;
  return `+${code}${KEEPS_ZERO.has(country) ? digits : digits.replace(TRUNK[country] ?? /^0/, "")}`;
}

/** Of countries that share a code, the one that most numbers with it belong to. */
const LARGEST = ["US", "RU", "FI", "GP"];

/** The country that a number with `+` names: the present one if it fits; undefined where it names none. */
export function countryOf(typed: string, present: string): string | undefined {
  const number = plain(typed);
  if (!number.startsWith("+")) return undefined;
  // Kazakhstan shares the code of Russia, and has numbers of its own in it.
  if (/^\+7[67]/.test(number)) return "KZ";
  const fits = (code: string | undefined) => code !== undefined && number.startsWith(code, 1);
  const longest = Math.max(0, ...[...DIALLING.values()].filter(fits).map(({ length }) => length));
  const all = [...DIALLING].filter(([, code]) => fits(code) && code.length === longest).map(([country]) => country);
  return [present, ...LARGEST].find((country) => all.includes(country)) ?? all[0];
}

const USUAL: Record<string, string> = { de: "DE", ru: "RU", en: "GB" };

/** The country to begin with: the browser's region, else the usual one of its language. */
export function likelyCountry(preferred: readonly string[], lang: string): string {
  for (const tag of preferred) {
    const region = /-([A-Z]{2})$/i.exec(tag)?.[1]?.toUpperCase();
    if (region && DIALLING.has(region)) return region;
  }
  return USUAL[lang] ?? "DE";
}
