import { useEffect, useState } from "preact/hooks";

import type { BookedAnswer, Consultant, Site } from "../api/types";
import { current, t } from "../i18n";
import { useLoad } from "../ui/load";
import { FaultNotice } from "../ui/notice";
import { Heading, Page } from "../ui/page";
import { recall, remember } from "../ui/session";
import type { AppProps } from "../ui/start";
import { go, returnedTo, useQuery } from "../ui/url";
import { Details } from "./details";
import { Done } from "./done";
import { embedded, inPopup, postToParent, postEscape, postHeight } from "./embed";
import { version, loadConsultants } from "./consultants";
import { PREFILL, prefilled } from "./form";
import { count, type FunnelStep } from "./funnel";
import { Landing } from "./landing";
import { likelyStep, type Route, routeOf, type Step } from "./route";
import { describe } from "./seo";
import { Skeleton } from "./skeleton";
import { DONE } from "./submit";
import { TimeStep } from "./time-step";

const FUNNEL: Record<Step, FunnelStep | undefined> = {
  choose: "landing",
  time: "calendar_view",
  details: "form_start",
  done: undefined,
};

/** The booking page: choosing whom, then the three steps. */
export function App({ site, onLanguage }: AppProps) {
  const query = useQuery();
  const loaded = useLoad(`consultants ${version()}`, loadConsultants);
  const consultants = loaded.data?.consultants;
  const route = routeOf(query, consultants ?? []);
  // Until the consultants are here, the address is taken at its word.
  const step = consultants ? route.step : undefined;
  useEffect(() => {
    document.documentElement.classList.toggle("embedded", embedded);
    document.documentElement.classList.toggle("popup", inPopup);
    // On a page of its own it needs a ground of its own.
    document.documentElement.classList.toggle("framed", embedded && parent !== window);
    postHeight();
    if (embedded) postEscape();
    takePrefill();
  }, []);
  useSteps(step, route.consultantId, site);
  return (
    <Page site={site} bare={embedded} onLanguage={onLanguage}>
      {!consultants && loaded.error !== undefined && (
        <div class="narrow">
          <Heading>{t("title.choose")}</Heading>
          <FaultNotice error={loaded.error} retry={loaded.reload} />
        </div>
      )}
      {!consultants && loaded.error === undefined && <Skeleton site={site} step={likelyStep(query)} />}
      {consultants && <Screen site={site} route={route} consultants={consultants} query={query} />}
    </Page>
  );
}

/** Stores the visitor's data from the fragment, and removes it from the address. */
function takePrefill() {
  const known = prefilled(location.hash);
  if (Object.keys(known).length === 0) return;
  remember(PREFILL, known);
  history.replaceState(null, "", location.pathname + location.search);
}

/** Announces the step, and restores its scroll position. */
function useSteps(step: Step | undefined, consultantId: string | undefined, site: Site) {
  const [before, setBefore] = useState<Step>();
  const lang = current();
  useEffect(() => {
    if (step) describe(step, site);
  }, [step, site, lang]);
  useEffect(() => {
    if (!step) return;
    const counted = FUNNEL[step];
    if (counted) count(counted, consultantId);
    postToParent({ type: "step", step, consultantId });
    if (before && before !== step) scrollTo({ top: returnedTo() });
    setBefore(step);
    // Only a new step is told; the rest is as it was then.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [step]);
}

interface ScreenProps {
  site: Site;
  route: Route;
  consultants: Consultant[];
  query: URLSearchParams;
}

function Screen({ site, route, consultants, query }: ScreenProps) {
  const done = route.step === "done" ? recall<BookedAnswer>(DONE) : undefined;
  const consultant = consultants.find(({ id }) => id === route.consultantId);
  switch (route.step) {
    case "time":
      return <TimeStep {...{ site, route, consultants, consultant }} />;
    case "details":
      return <Details key={route.consultantId} {...{ site, route, consultants, consultant }} />;
    case "done":
      if (done) return <Done site={site} answer={done} zone={route.zone} consultants={consultants} />;
      return <NothingDone />;
    default:
      return <Landing {...{ site, consultants, query, route }} />;
  }
}

/** The address of a confirmation, opened where nothing was booked. */
function NothingDone() {
  useEffect(() => go({ step: null, start: null, consultant: null }, "replace"), []);
  return <p>{t("picker.loading")}</p>;
}
