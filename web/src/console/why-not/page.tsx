import { useState } from "preact/hooks";

import { serverNow } from "../../api/client";
import { dateIn, shortMoment, time } from "../../time/format";
import { useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { instantAt } from "../calendar/layout";
import { consultantName, useAccount } from "../frame/account";
import { read } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Sign } from "../frame/sign";
import { When } from "../frame/states";
import { named, t } from "../i18n";
import { Choice, Line } from "../kit/fields";
import type { SlotExplanation } from "../kit/types";
import { pathOf } from "../pages";

/** Why a time is or isn't on offer: every rule in its order, by the check that sells. */
export default function WhyNot() {
  const query = useQuery();
  const asked = {
    consultantId: query.get("consultantId") ?? "",
    start: query.get("start") ?? "",
    duration: query.get("duration") ?? "",
    meetingType: query.get("meetingType") ?? "",
  };
  const isWhole = asked.consultantId !== "" && !Number.isNaN(Date.parse(asked.start));
  return (
    <>
      <PageHead title={t("page.whyNot")} />
      <Form {...asked} />
      {isWhole && <Explanation parameters={asked} />}
    </>
  );
}

interface Asked {
  consultantId: string;
  start: string;
  duration: string;
  meetingType: string;
}

function Form({ consultantId, start, duration, meetingType }: Asked) {
  const { consultants, zone, me } = useAccount();
  const isSet = !Number.isNaN(Date.parse(start));
  const [who, setWho] = useState(consultantId || me.consultantId || (consultants[0]?.id ?? ""));
  const [date, setDate] = useState(isSet ? dateIn(start, zone) : dateIn(serverNow(), zone));
  const [clock, setClock] = useState(isSet ? clockIn(start, zone) : "10:00");
  const ask = () => {
    const [hours = 0, minutes = 0] = clock.split(":").map(Number);
    go({ consultantId: who, start: instantAt(date, hours * 60 + minutes, zone) });
  };
  return (
    <form class="filter-bar" onSubmit={(event) => (event.preventDefault(), ask())}>
      <Choice
        label={t("bookings.consultant")}
        value={who}
        choices={consultants.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`] as const)}
        onValue={setWho}
      />
      <Line label={t("calendar.date")} type="date" value={date} onValue={setDate} />
      <Line label={t("whyNot.time", { zone })} type="time" value={clock} onValue={setClock} />
      <Line
        label={t("whyNot.duration")}
        type="number"
        min={5}
        max={480}
        value={duration}
        onValue={(value) => go({ duration: value }, "replace")}
      />
      <Choice
        label={t("whyNot.meeting")}
        value={meetingType}
        choices={[
          ["", t("whyNot.any")],
          ...(["video", "phone", "in_person"] as const).map((type) => [type, named("meetingType", type)] as const),
        ]}
        onValue={(value) => go({ meetingType: value }, "replace")}
      />
      <button type="submit" class="button primary" disabled={!who || !date || !clock}>
        {t("whyNot.ask")}
      </button>
    </form>
  );
}

/** The hour as a time field takes it. */
const clockIn = (instant: string, zone: string) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(new Date(instant));

function Explanation({ parameters }: { parameters: Asked }) {
  const { zone, consultants } = useAccount();
  const found = useLoad(JSON.stringify(parameters), (signal) =>
    read<SlotExplanation>("/admin/why-not", { parameters: { ...parameters }, signal }),
  );
  return (
    <When of={found}>
      {({ offered, reason, steps, heldBy, nearest }) => (
        <section class="panel padded why-not" aria-labelledby="why-not-answer" aria-busy={found.loading}>
          <h2 id="why-not-answer" aria-live="polite">
            {shortMoment(parameters.start, zone)}:{" "}
            {offered ? t("whyNot.offered") : t("whyNot.refused", { reason: named("whyNot.rule", reason ?? "") })}
          </h2>
          <ol>
            {steps.map(({ rule, ok, detail }) => (
              <li key={rule} class={ok ? "ok" : "no"}>
                <Sign name={ok ? "check" : "close"} />
                <span>
                  <strong>{named("whyNot.rule", rule)}</strong>
                  <span class="unseen">: {t(ok ? "whyNot.holds" : "whyNot.fails")}</span>
                  <span class="muted block">{detail}</span>
                </span>
              </li>
            ))}
          </ol>
          {heldBy && (
            <p>
              {t("whyNot.heldBy")}{" "}
              <a class="link" href={pathOf("bookings", heldBy.reference)}>
                {heldBy.reference}
              </a>
            </p>
          )}
          {nearest.length > 0 && (
            <p>
              {t("slots.title")}:{" "}
              {nearest
                .map((slot) => `${shortMoment(slot.start, zone)} (${consultantName(consultants, slot.consultantId)})`)
                .join("; ")}
            </p>
          )}
          <p class="muted small">{t("whyNot.asOf", { time: time(found.data?.at ?? "", zone) })}</p>
        </section>
      )}
    </When>
  );
}
