import { useState } from "preact/hooks";

import { get } from "../../api/client";
import type { Consultant } from "../../api/types";
import { dateIn } from "../../time/format";
import { useLoad } from "../../ui/load";
import { go, useQuery, visit } from "../../ui/url";
import { PageHead } from "../frame/shell";
import { Empty, When } from "../frame/states";
import { say } from "../frame/toast";
import { useAccount } from "../frame/account";
import { useDraft } from "../frame/dirty";
import { named, t } from "../i18n";
import { type Chosen, Slots } from "../booking/slots";
import { bookingPath } from "../bookings/table";
import { ClientSearch } from "./client-search";
import { BookingForm } from "./form";
import { type Draft, EMPTY } from "./draft";

/** Books for a client, mostly while they are on the phone: who, when, with whom. */
export default function NewBooking() {
  const { readOnly, can } = useAccount();
  const list = useLoad("public", (signal) => get<{ consultants: Consultant[] }>("/consultants", { signal }));
  if (readOnly || !can("change_bookings")) return <Empty title={t("frame.noRight")} text={t("frame.noRightText")} />;
  return (
    <>
      <PageHead title={t("page.new")} />
      <When of={list}>{({ consultants }) => <Inside consultants={consultants} />}</When>
    </>
  );
}

/** What the address asks for, as far as somebody offers it. */
function wished(query: URLSearchParams, consultants: readonly Consultant[], own: string | undefined) {
  const asked = query.get("consultant") ?? own ?? "any";
  const one = consultants.find(({ id }) => id === asked);
  const some = one ? [one] : consultants;
  const durations = [...new Set(some.flatMap((it) => it.durations))].toSorted((a, b) => a - b);
  const types = [...new Set(some.flatMap((it) => it.meetingTypes))];
  const duration = Number(query.get("duration"));
  const type = query.get("type");
  return {
    consultantId: one?.id ?? "any",
    durations,
    types,
    duration: durations.includes(duration) ? duration : (one?.defaultDuration ?? durations[0] ?? 30),
    type: types.find((it) => it === type) ?? types[0] ?? "video",
  };
}

function Inside({ consultants }: { consultants: readonly Consultant[] }) {
  const { zone, me, can } = useAccount();
  const query = useQuery();
  const [draft, setDraft, forget] = useDraft<Draft>("new", EMPTY);
  const [chosen, setChosen] = useState<Chosen>();
  const own = can("reassign") ? undefined : me.consultantId;
  const { consultantId, durations, types, duration, type } = wished(query, consultants, own);
  const change = (what: Record<string, string>) => {
    setChosen(undefined);
    go(what, "replace");
  };
  const select = (name: string, label: string, value: string, options: readonly (readonly [string, string])[]) => (
    <label class="filter">
      <span>{label}</span>
      <select
        value={value}
        data-testid={`new-${name}`}
        onChange={(event) => change({ [name]: event.currentTarget.value })}
      >
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const people = consultants.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`] as const);
  const start = query.get("start");
  return (
    <div class="new-booking-page">
      <section class="panel part" aria-labelledby="new-time">
        <h2 id="new-time">{t("bookings.time")}</h2>
        <div class="new-wishes">
          {!own && select("consultant", t("bookings.consultant"), consultantId, [["any", t("move.anyone")], ...people])}
          {select(
            "duration",
            t("new.duration"),
            String(duration),
            durations.map((it) => [String(it), t("new.minutes", { count: it })]),
          )}
          {select(
            "type",
            t("bookings.meetingType"),
            type,
            types.map((it) => [it, named("meetingType", it)]),
          )}
        </div>
        <Slots
          key={`${consultantId} ${duration} ${type}`}
          consultantId={consultantId}
          duration={duration}
          meetingType={type}
          zone={zone}
          {...(start && { date: dateIn(start, zone) })}
          chosen={chosen}
          onChoose={setChosen}
          mayWaive={can("waive_limits") && consultantId !== "any"}
        />
      </section>
      <section class="panel part" aria-labelledby="new-client">
        <h2 id="new-client">{t("bookings.client")}</h2>
        <ClientSearch onFound={(client) => setDraft({ ...draft, ...client })} />
        <BookingForm
          draft={draft}
          onDraft={setDraft}
          chosen={chosen}
          wish={{ consultantId, duration, meetingType: type }}
          onBooked={(reference) => {
            forget();
            say(t("new.booked"));
            visit(bookingPath(reference));
          }}
        />
      </section>
    </div>
  );
}
