import { useState } from "preact/hooks";

import type { Consultant, Site } from "../api/types";
import { n, pick, t } from "../i18n";
import { nameOf } from "../meeting/labels";
import { shortMoment } from "../time/format";
import { place } from "../time/zones";
import { AnyoneAvatar, Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { useLoad } from "../ui/load";
import { FaultNotice } from "../ui/notice";
import { changed, go } from "../ui/url";
import { Card, Title } from "./card";
import { byNextSlot, choose } from "./choose";
import { Compare, CompareBar } from "./compare";
import { embedded } from "./embed";
import { version, filterConsultants } from "./consultants";
import { FILTERS, Filters, filtersOf } from "./filters";
import { count } from "./funnel";
import type { Route } from "./route";
import { byWishes, wishesOf } from "./wishes";
import { Logos, Statistics, Testimonials, Trust } from "./trust";

interface LandingProps {
  site: Site;
  consultants: Consultant[];
  query: URLSearchParams;
  route: Route;
}

type Layout = "grid" | "list" | "carousel";

/** Why to book, with whom, and what others say. */
export function Landing({ site, consultants, query, route }: LandingProps) {
  const soonest = byNextSlot(consultants)[0]?.nextAvailableSlot;
  return (
    <>
      {!embedded && (
        <section class="hero">
          <div class="hero-words">
            <h1 tabIndex={-1}>{pick(site.hero?.title) || t("landing.title")}</h1>
            <p class="lead">{pick(site.hero?.text) || t("landing.text")}</p>
            <Reasons site={site} />
            <div class="hero-actions">
              <button
                type="button"
                class="button primary large"
                onClick={() => choose("any")}
                data-testid="first-available"
              >
                {t("landing.firstFree")}
              </button>
              <a class="button large" href="#consultants">
                {t("landing.chooseWhom")}
              </a>
            </div>
            {soonest && (
              <p class="soonest">
                <span class="dot online" aria-hidden="true" />
                {t("landing.soonest", { time: shortMoment(soonest.start, route.zone), place: place(route.zone) })}
              </p>
            )}
            <Statistics site={site} />
          </div>
          <Soon consultants={consultants} zone={route.zone} />
        </section>
      )}
      {!embedded && <Logos site={site} />}
      <Consultants {...{ site, consultants, query, route }} />
      {!embedded && <Testimonials site={site} />}
      {!embedded && <Trust site={site} />}
    </>
  );
}

/** Why to book, in the company's sentences. */
function Reasons({ site }: { site: Site }) {
  const reasons = (site.display?.valueProposition ?? []).map(pick).filter(Boolean);
  if (reasons.length === 0) return null;
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}

/** How many of the soonest times stand beside the title. */
const SOONEST = 3;

/** The shortest way of all: one tap from the first screen to the details. */
function Soon({ consultants, zone }: { consultants: Consultant[]; zone: string }) {
  const soon = byNextSlot(consultants).flatMap((one) =>
    one.nextAvailableSlot ? [{ one, slot: one.nextAvailableSlot }] : [],
  );
  if (soon.length < 2) return null;
  return (
    <aside class="soon panel" aria-labelledby="soon-title">
      <h2 id="soon-title">{t("landing.soon")}</h2>
      <ul>
        {soon.slice(0, SOONEST).map(({ one, slot }) => {
          const minutes = String((Date.parse(slot.end) - Date.parse(slot.start)) / 60_000);
          const change = {
            consultant: one.id,
            step: "details",
            start: slot.start,
            duration: minutes,
            tz: zone,
            compare: null,
          };
          return (
            <li key={one.id}>
              <a
                href={changed(change)}
                onClick={(event) => (event.preventDefault(), count("consultant_view", one.id), go(change))}
              >
                <Avatar of={one} size="small" />
                <span>
                  <strong>{shortMoment(slot.start, zone)}</strong>
                  <span class="muted">{nameOf(one)}</span>
                </span>
                <Icon name="right" />
              </a>
            </li>
          );
        })}
      </ul>
      <p class="muted small">{t("landing.soonZone", { place: place(zone) })}</p>
    </aside>
  );
}

function Consultants({ site, consultants, query, route }: LandingProps) {
  const filters = filtersOf(query);
  const isFiltered = Object.keys(filters).length > 0;
  const key = JSON.stringify([filters, route.zone, version()]);
  const found = useLoad(key, (signal) => {
    if (!isFiltered) return Promise.resolve(consultants);
    return filterConsultants({ ...filters, timezone: route.zone }, signal);
  });
  const isComing = isFiltered && found.data === undefined && found.error === undefined;
  const wishes = wishesOf(query);
  const soonestFirst = byNextSlot(isFiltered ? (found.data ?? []) : consultants);
  const shown = byWishes(soonestFirst, wishes);
  const layout = layoutOf(query, site);
  const compared = (query.get("compare") ?? "").split(",").filter((id) => consultants.some((one) => one.id === id));
  const [comparing, setComparing] = useState(false);
  return (
    <section class="consultants" id="consultants" aria-labelledby="consultants-title">
      <div class="section-head">
        {embedded ? (
          <h1 id="consultants-title" tabIndex={-1}>
            {t("landing.whom")}
          </h1>
        ) : (
          <h2 id="consultants-title">{t("landing.whom")}</h2>
        )}
        <p class="muted" role="status" aria-busy={found.loading}>
          {isComing ? <span class="unseen">{t("picker.loading")}</span> : n("landing.count", shown.length)}
        </p>
      </div>
      {consultants.length > 1 && <Filters {...{ consultants, query }} offered={site.display?.filters} />}
      {found.error !== undefined && <FaultNotice error={found.error} retry={found.reload} />}
      <ul
        class={`cards ${layout}${found.loading && isFiltered ? " stale" : ""}`}
        tabIndex={layout === "carousel" ? 0 : undefined}
        aria-label={t("landing.whom")}
      >
        {consultants.length > 1 && !isFiltered && <AnyoneCard zone={route.zone} soonest={shown[0]} />}
        {shown.map((one) => (
          <Card
            key={one.id}
            consultant={one}
            wishes={wishes}
            zone={route.zone}
            compared={compared}
            canCompare={consultants.length > 1}
            isCompact={site.display?.cardLayout === "compact"}
          />
        ))}
        {isComing && <CardSkeletons />}
      </ul>
      {shown.length === 0 && !found.loading && found.error === undefined && <NobodyFits />}
      {compared.length > 0 && <CompareBar compared={compared} onOpen={() => setComparing(true)} />}
      {comparing && compared.length > 1 && (
        <Compare
          consultants={consultants.filter(({ id }) => compared.includes(id))}
          zone={route.zone}
          onClose={() => setComparing(false)}
        />
      )}
    </section>
  );
}

function layoutOf(query: URLSearchParams, site: Site): Layout {
  const asked = query.get("layout") ?? site.display?.consultants;
  return asked === "list" || asked === "carousel" ? asked : "grid";
}

/** As good a choice as any consultant. */
function AnyoneCard({ zone, soonest }: { zone: string; soonest: Consultant | undefined }) {
  const slot = soonest?.nextAvailableSlot;
  return (
    <li class="card anyone-card" data-testid="consultant-any">
      <div class="card-head">
        <AnyoneAvatar />
        <div>
          <Title>{t("anyone.name")}</Title>
          <p class="muted">{t("anyone.note")}</p>
        </div>
      </div>
      <p class="card-text">{t("anyone.text")}</p>
      {slot && (
        <p class="next-free">
          <Icon name="clock" />
          <span>
            {t("card.nextFree")} <strong>{shortMoment(slot.start, zone)}</strong>
          </span>
        </p>
      )}
      <div class="card-actions">
        <a
          class="button primary"
          href={changed({ consultant: "any", step: "time" })}
          onClick={(event) => (event.preventDefault(), choose("any"))}
        >
          {t("anyone.choose")}
        </a>
      </div>
    </li>
  );
}

/** Nobody passes the filters: two ways on. */
function NobodyFits() {
  const none = Object.fromEntries(FILTERS.map((name) => [name, null]));
  return (
    <div class="nobody">
      <p>{t("landing.nobody")}</p>
      <p class="card-actions">
        <button type="button" class="button" onClick={() => go(none, "replace")}>
          {t("filter.clear")}
        </button>
        <button type="button" class="button primary" onClick={() => choose("any")}>
          {t("anyone.choose")}
        </button>
      </p>
    </div>
  );
}

function CardSkeletons() {
  return (
    <>
      {[1, 2, 3].map((at) => (
        <li key={at} class="card skeleton card-size" aria-hidden="true" />
      ))}
    </>
  );
}

/** Placeholder of the final size. */
export function LandingSkeleton({ site }: { site: Site }) {
  return (
    <div aria-busy="true">
      {!embedded && (
        <section class="hero">
          <div class="hero-words">
            <h1 tabIndex={-1}>{pick(site.hero?.title) || t("landing.title")}</h1>
            <p class="lead">{pick(site.hero?.text) || t("landing.text")}</p>
            <div class="skeleton hero-rest" aria-hidden="true" />
          </div>
        </section>
      )}
      <ul class="cards grid" aria-hidden="true">
        <CardSkeletons />
      </ul>
      <p class="unseen" role="status">
        {t("picker.loading")}
      </p>
    </div>
  );
}
