/** Colours of a brand, made readable: WCAG contrast of at least 4.5 to 1. */

type Rgb = readonly [number, number, number];

const ENOUGH = 4.6;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** The surfaces of tokens.css on which brand-coloured text stands. */
const LIGHT_SURFACE: Rgb = WHITE;
const DARK_SURFACE: Rgb = [29, 32, 37];

/** `#rgb`, `#rrggbb` or what browsers make of other colours, `rgb(1, 2, 3)`; undefined for anything else. */
export function parse(colour: string): Rgb | undefined {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  if (parts) return parts.slice(1).map(Number) as unknown as Rgb;
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour.trim());
  const hex = short
    ? short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")
    : /^#([\da-f]{6})$/i.exec(colour.trim())?.[1];
  if (!hex) return undefined;
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** `share` of the first over the second. */
export function mix(over: Rgb, under: Rgb, share: number): Rgb {
  return over.map((part, at) => Math.round(part * share + (under[at] ?? 0) * (1 - share))) as unknown as Rgb;
}

/** The colour, moved towards another until it can be read on a ground. */
function readable(colour: Rgb, ground: Rgb, towards: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(towards, colour, share);
    if (contrast(tried, ground) >= ENOUGH) return tried;
  }
  return towards;
}

const css = (colour: Rgb) => `rgb(${colour.join(" ")})`;

/** The custom properties that a brand colour sets; none for a colour that can't be understood. */
export function brandProperties(colour: string): Record<string, string> {
  const brand = parse(colour);
  if (!brand) return {};
  const onBrand = contrast(brand, WHITE) >= 4.5 ? WHITE : BLACK;
  return {
    "--brand": css(brand),
    "--on-brand": css(onBrand),
    "--brand-ink-light": css(readable(brand, mix(brand, LIGHT_SURFACE, 0.12), BLACK)),
    "--brand-ink-dark": css(readable(brand, mix(brand, DARK_SURFACE, 0.24), WHITE)),
  };
}

/** A colour in any of CSS's ways of writing it, as the browser understands it. */
function resolved(colour: string): string {
  const probe = document.createElement("i");
  probe.style.color = colour;
  if (!probe.style.color) return "";
  document.body.append(probe);
  const made = getComputedStyle(probe).color;
  probe.remove();
  return made;
}

/** Makes the page wear the brand's colour. */
export function applyBrandColour(colour = "") {
  for (const [name, value] of Object.entries(brandProperties(parse(colour) ? colour : resolved(colour)))) {
    document.documentElement.style.setProperty(name, value);
  }
}
