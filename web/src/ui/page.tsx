import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Site } from "../api/types";
import { current, LANGUAGES, t } from "../i18n";
import { loadLanguage } from "../i18n/load";
import { Display } from "./display";
import { go, hasMoved, page } from "./url";

/** Each language's own name. */
const NAMES: Record<string, string> = { en: "English", de: "Deutsch", ru: "Русский" };

interface PageProps {
  site: Site;
  /** Inside a frame: the site around it has its own head and foot. */
  bare?: boolean;
  /** Whether the logo leads to the booking page. */
  home?: boolean;
  onLanguage: () => void;
  children: ComponentChildren;
}

export function Page({ site, bare = false, home = true, onLanguage, children }: PageProps) {
  return (
    <>
      {!bare && <Header site={site} home={home} onLanguage={onLanguage} />}
      <main id="main">{children}</main>
      {!bare && <Footer site={site} />}
    </>
  );
}

function Header({ site, home, onLanguage }: { site: Site; home: boolean; onLanguage: () => void }) {
  const languages = LANGUAGES.filter((lang) => !site.languages || site.languages.includes(lang));
  const change = async (lang: (typeof LANGUAGES)[number]) => {
    await loadLanguage(lang).then(
      () => go({ lang }, "replace"),
      () => undefined,
    );
    onLanguage();
  };
  const company = site.company ?? t("title.choose");
  const sign = site.branding?.logo ? <img class="logo" src={site.branding.logo} alt={company} /> : company;
  return (
    <header class="page-head">
      <a
        class="skip"
        href="#main"
        onClick={(event) => (event.preventDefault(), document.querySelector<HTMLElement>("main h1, main h2")?.focus())}
      >
        {t("page.skip")}
      </a>
      {home ? (
        <a class="company" href={page("/book-consultation")}>
          {sign}
        </a>
      ) : (
        <span class="company">{sign}</span>
      )}
      <div class="page-tools">
        <Display />
        <label class="language">
          <span class="unseen">{t("page.language")}</span>
          <select
            value={current()}
            onChange={(event) => void change(event.currentTarget.value as (typeof LANGUAGES)[number])}
          >
            {languages.map((lang) => (
              <option key={lang} value={lang} lang={lang}>
                {NAMES[lang]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </header>
  );
}

function Footer({ site }: { site: Site }) {
  const { policies = {}, support } = site;
  const links = [
    [policies.privacy, t("page.privacy")],
    [policies.terms, t("page.terms")],
    [policies.imprint, t("page.imprint")],
  ] as const;
  return (
    <footer class="page-foot">
      {support && <Support support={support} />}
      <ul class="links">
        <li>
          <a href={page("/manage")}>{t("page.manage")}</a>
        </li>
        {links.map(
          ([href, label]) =>
            href && (
              <li key={label}>
                <a href={href}>{label}</a>
              </li>
            ),
        )}
      </ul>
    </footer>
  );
}

/** A number that a tap calls. */
export function Phone({ number }: { number: string }) {
  return <a href={`tel:${number.replace(/[^+\d]/g, "")}`}>{number}</a>;
}

/** How to reach a person. */
export function Support({ support }: { support: NonNullable<Site["support"]> }) {
  return (
    <p class="support">
      {t("page.help")} {support.email && <a href={`mailto:${support.email}`}>{support.email}</a>}
      {support.email && support.phone && " · "}
      {support.phone && <Phone number={support.phone} />}
      {support.url && (
        <>
          {" · "}
          <a href={support.url}>{t("page.contact")}</a>
        </>
      )}
    </p>
  );
}

/** The heading of a screen. It takes the focus when the screen changes, so that screen readers say where they are. */
export function Heading({ children, focus = true }: { children: ComponentChildren; focus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focus && hasMoved()) heading.current?.focus({ preventScroll: true });
  }, [focus]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
