import type { Site } from "../api/types";
import { pick, t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import type { Step } from "./route";

const TITLES: Record<Step, TextKey> = {
  choose: "title.choose",
  time: "title.time",
  details: "title.details",
  done: "title.done",
};

/** An element of the head, made where it isn't there. */
function head(selector: string, make: () => HTMLElement): HTMLElement {
  const found = document.head.querySelector<HTMLElement>(selector);
  if (found) return found;
  const made = make();
  document.head.append(made);
  return made;
}

function element(tag: string, attributes: Record<string, string>): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Title, description, canonical address and who offers what, for tabs and search engines. */
export function describe(step: Step, site: Site) {
  const company = site.company ?? "";
  document.title = [t(TITLES[step]), company].filter(Boolean).join(" · ");
  const canonical = new URL("/book-consultation", location.href).href;
  head('link[rel="canonical"]', () => element("link", { rel: "canonical", href: canonical }));
  head('meta[name="description"]', () => element("meta", { name: "description" })).setAttribute(
    "content",
    t("title.description"),
  );
  const data = head('script[type="application/ld+json"]', () => element("script", { type: "application/ld+json" }));
  data.textContent = JSON.stringify({
    "@context": "https://schema.org",
    "@type": "Service",
    name: pick(site.hero?.title) || t("landing.title"),
    description: pick(site.hero?.text) || t("landing.text"),
    url: canonical,
    provider: { "@type": "Organization", name: company, ...(site.support?.email && { email: site.support.email }) },
  });
}
