import { useEffect, useRef } from "preact/hooks";

import type { Consultant } from "../api/types";
import { n, pick, t } from "../i18n";
import { length, MEETING_TYPES, nameOf } from "../meeting/labels";
import { languageName, number, shortMoment } from "../time/format";
import { Avatar } from "../ui/avatar";
import { Icon } from "../ui/icon";
import { go } from "../ui/url";
import { choose } from "./choose";
import { embedded, inPopup } from "./embed";
import { EXPERIENCE } from "./words";

/** More don't fit beside each other. */
export const MAX_COMPARED = 5;

/** Says how many are chosen for comparison, and opens it. */
export function CompareBar({ compared, onOpen }: { compared: string[]; onOpen: () => void }) {
  return (
    <div class="compare-bar" role="region" aria-label={t("compare.title")}>
      <span>{n("compare.chosen", compared.length)}</span>
      <button type="button" class="quiet" onClick={() => go({ compare: null }, "replace")}>
        {t("compare.clear")}
      </button>
      <button type="button" class="button" disabled={compared.length < 2} onClick={() => choose(compared.join(","))}>
        {t("compare.times")}
      </button>
      <button type="button" class="button primary" disabled={compared.length < 2} onClick={onOpen}>
        {t("compare.open")}
      </button>
    </div>
  );
}

interface CompareProps {
  consultants: Consultant[];
  zone: string;
  onClose: () => void;
}

/** Up to five consultants side by side. */
export function Compare(props: CompareProps) {
  // A frame that is as high as the page in it has no middle that anybody sees: there it stands below the bar.
  return embedded && !inPopup ? <Below {...props} /> : <Dialog {...props} />;
}

function Dialog({ onClose, ...props }: CompareProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="compare" aria-labelledby="compare-title" onClose={onClose}>
      <Head onClose={() => dialog.current?.close()} />
      <Table {...props} />
    </dialog>
  );
}

function Below({ onClose, ...props }: CompareProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const title = place.current?.querySelector("h2");
    const show = () => title?.scrollIntoView({ block: "nearest" });
    title?.focus({ preventScroll: true });
    show();
    // The frame grows with its content, and only then is the title where it stays.
    addEventListener("resize", show, { once: true });
    return () => removeEventListener("resize", show);
  }, []);
  const close = () => {
    onClose();
    document.querySelector<HTMLElement>(".compare-bar .primary")?.focus();
  };
  return (
    <div ref={place} class="compare panel" data-testid="comparison">
      <Head onClose={close} />
      <Table {...props} />
    </div>
  );
}

function Head({ onClose }: { onClose: () => void }) {
  return (
    <div class="dialog-head">
      <h2 id="compare-title" tabIndex={-1}>
        {t("compare.title")}
      </h2>
      <button type="button" class="button icon-only" onClick={onClose}>
        <Icon name="close" />
        <span class="unseen">{t("action.close")}</span>
      </button>
    </div>
  );
}

function Table({ consultants, zone }: Omit<CompareProps, "onClose">) {
  const rows: [string, (one: Consultant) => string][] = [
    [t("card.nextFree"), (one) => (one.nextAvailableSlot ? shortMoment(one.nextAvailableSlot.start, zone) : "–")],
    [t("card.expertise"), (one) => (one.expertise ?? []).join(", ")],
    [t("card.languages"), (one) => (one.languages ?? []).map(languageName).join(", ")],
    [t("card.experience"), (one) => (one.experience ? t(EXPERIENCE[one.experience]) : "–")],
    [
      t("card.rating"),
      (one) => (one.rating ? `★ ${number(one.rating, 1)} (${n("card.reviews", one.reviewCount ?? 0)})` : "–"),
    ],
    [t("card.response"), (one) => pick(one.responseTime) || "–"],
    [t("time.how"), (one) => one.meetingTypes.map((type) => t(MEETING_TYPES[type])).join(", ")],
    [t("time.length"), (one) => one.durations.map((minutes) => length(minutes, "short")).join(", ")],
  ];
  // Wider than a phone: it scrolls, so it takes the focus.
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="compare-title">
        <table>
          <thead>
            <tr>
              <td />
              {consultants.map((one) => (
                <th key={one.id} scope="col">
                  <Avatar of={one} size="small" />
                  {nameOf(one)}
                  <span class="muted">{pick(one.title)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([title, cell]) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                {consultants.map((one) => (
                  <td key={one.id}>{cell(one)}</td>
                ))}
              </tr>
            ))}
            <tr>
              <td />
              {consultants.map((one) => (
                <td key={one.id}>
                  <button
                    type="button"
                    class="button primary"
                    aria-label={t("card.chooseLabel", { name: nameOf(one) })}
                    onClick={() => choose(one.id)}
                  >
                    {t("card.choose")}
                  </button>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <p class="compare-foot">
        <button type="button" class="button primary" onClick={() => choose(consultants.map(({ id }) => id).join(","))}>
          {t("compare.allTimes")}
        </button>
      </p>
    </>
  );
}
