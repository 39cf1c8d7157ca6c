import type { BookedAnswer, Site } from "../api/types";
import { t } from "../i18n";
import type { TextKey } from "../i18n/catalogue";
import { recall } from "../ui/session";
import { LandingSkeleton } from "./landing";
import type { Step } from "./route";
import { Steps } from "./steps";
import { DONE } from "./submit";

const TITLES: Record<Exclude<Step, "choose">, [at: 1 | 2 | 3, title: TextKey]> = {
  time: [1, "time.title"],
  details: [2, "details.title"],
  done: [3, "done.title"],
};

/** The screen that is on its way: it begins as it will stay, so that nobody thinks to be elsewhere. */
export function Skeleton({ site, step }: { site: Site; step: Step }) {
  // The address of a confirmation, opened where nothing was booked, leads to the first screen.
  if (step === "choose" || (step === "done" && !recall<BookedAnswer>(DONE))) return <LandingSkeleton site={site} />;
  const [at, title] = TITLES[step];
  return (
    <div class={step === "done" ? "step done-step" : "step"} aria-busy="true">
      <Steps at={at} />
      <h1 tabIndex={-1}>{t(title)}</h1>
      <div class="panel" aria-hidden="true">
        <div class="skeleton step-size" />
      </div>
      <p class="unseen" role="status">
        {t("picker.loading")}
      </p>
    </div>
  );
}
