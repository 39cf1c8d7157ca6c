import { useState } from "preact/hooks";

import { serverNow } from "../../api/client";
import { dateIn } from "../../time/format";
import { useLoad } from "../../ui/load";
import { consultantName, useAccount } from "../frame/account";
import { newKey, read, request } from "../frame/api";
import { Dialog } from "../frame/dialog";
import type { BookingList } from "../frame/types";
import { BulkCard } from "../bookings/bulk-card";
import { useFollowed } from "../bookings/bulk";
import { n, t } from "../i18n";
import { Choice, Line, Tick, Ticks } from "../kit/fields";
import { faultAt, SaveBar, useSaving } from "../kit/save";
import type { Absence, AbsenceCreated } from "../kit/types";
import { pathOf } from "../pages";

/** What becomes of the meetings on days that are closed. */
const ORDERS = ["nothing", "offer", "reassign", "cancel"] as const;
type Order = (typeof ORDERS)[number];

/** Who is away and when; then what becomes of the bookings. */
export function AbsenceDialog({ isIll, onClose }: { isIll: boolean; onClose: () => void }) {
  const [made, setMade] = useState<AbsenceCreated>();
  return (
    <Dialog title={t(made ? "absences.isMade" : isIll ? "absences.ill" : "absences.add")} onClose={onClose}>
      {made ? <Made absence={made} onClose={onClose} /> : <Form isIll={isIll} onMade={setMade} />}
    </Dialog>
  );
}

function Form({ isIll, onMade }: { isIll: boolean; onMade: (absence: AbsenceCreated) => void }) {
  const { consultants, me, zone } = useAccount();
  const today = dateIn(serverNow(), zone);
  const present = consultants.filter(({ archived }) => !archived);
  const [chosen, setChosen] = useState<string[]>(me.consultantId ? [me.consultantId] : []);
  const [isForAll, setForAll] = useState(false);
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [reason, setReason] = useState("");
  const [then, setThen] = useState<Order>("nothing");
  const saving = useSaving();
  const ids = isForAll ? present.map(({ id }) => id) : chosen;
  const isWhole = ids.length > 0 && from !== "" && to !== "";
  const save = () =>
    saving.run(async () => {
      const body = { consultantIds: isForAll ? "all" : chosen, from, to, then, ...(reason && { reason }) };
      onMade((await request<AbsenceCreated>("POST", "/admin/absences", { body, key: newKey() })).data);
    });
  return (
    <form onSubmit={(event) => (event.preventDefault(), isWhole && save())}>
      {present.length > 1 && (
        <>
          <Tick checked={isForAll} onChecked={setForAll}>
            {t("absences.all")}
          </Tick>
          {!isForAll && (
            <Ticks
              label={t("absences.who")}
              choices={present.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`] as const)}
              chosen={chosen}
              onChosen={setChosen}
            />
          )}
        </>
      )}
      <div class="two">
        <Line
          label={t("absences.from")}
          type="date"
          value={from}
          onValue={(value) => (setFrom(value), to < value && setTo(value))}
          error={faultAt(saving.failure, "/from")}
        />
        <Line
          label={t("absences.to")}
          type="date"
          min={from}
          value={to}
          onValue={setTo}
          error={faultAt(saving.failure, "/to")}
        />
      </div>
      {!isIll && (
        <Line
          label={t("cancel.reason")}
          hint={t("absences.reasonHint")}
          value={reason}
          onValue={setReason}
          maxLength={200}
        />
      )}
      {isWhole && to >= from && <Affected ids={ids} from={from} to={to} />}
      <Choice
        label={t("consultants.load")}
        hint={then === "nothing" ? undefined : t("bulk.mails")}
        value={then}
        choices={ORDERS.map(
          (order) => [order, order === "nothing" ? t("hours.outsideText") : t(`do.${order}`)] as const,
        )}
        onValue={(value) => setThen(value as Order)}
      />
      <SaveBar saving={saving} dirty={isWhole} onSave={save} label={t("absences.close")} />
    </form>
  );
}

/** How many meetings lie on these days, before anything is done. */
function Affected({ ids, from, to }: { ids: readonly string[]; from: string; to: string }) {
  const { me } = useAccount();
  const parameters = {
    from,
    to,
    timezone: me.timezone,
    consultantId: ids.slice(0, 50),
    status: ["confirmed", "rescheduled"],
    pageSize: 25,
  };
  const list = useLoad(JSON.stringify(parameters), (signal) =>
    read<BookingList>("/admin/bookings", { parameters, signal }),
  );
  return (
    <p class="notice" role="status" data-testid="affected">
      {list.data && !list.loading ? n("absences.affected", list.data.totalCount) : t("frame.loading")}
    </p>
  );
}

/** The bookings on the closed days, with ways to each and to all of them. */
function Made({ absence, onClose }: { absence: AbsenceCreated; onClose: () => void }) {
  const { consultants } = useAccount();
  const withBookings = absence.consultants.filter(({ bookings }) => bookings.length > 0);
  const count = withBookings.flatMap(({ bookings }) => bookings).length;
  const query = new URLSearchParams([
    ["period", "own"],
    ["from", absence.from],
    ["to", absence.to],
    ...withBookings.map(({ consultantId }) => ["consultantId", consultantId]),
  ]);
  return (
    <div class="stack">
      <p>{n("absences.left", count)}</p>
      {absence.then !== "nothing" && count > 0 && <Orders absence={absence} />}
      <ul class="plain">
        {withBookings.flatMap(({ consultantId, bookings }) =>
          bookings.map((reference) => (
            <li key={reference}>
              <a class="link" href={pathOf("bookings", reference)}>
                {reference}
              </a>
              {consultantName(consultants, consultantId)}
            </li>
          )),
        )}
      </ul>
      <div class="box-actions">
        <button type="button" class="button" onClick={onClose}>
          {t("action.close")}
        </button>
        {count > 0 && (
          <a class="button primary" href={`${pathOf("bookings")}?${query}`}>
            {t("absences.toList")}
          </a>
        )}
      </div>
    </div>
  );
}

/** How far the orders for the bookings are. There is one soon after the days are closed. */
function Orders({ absence }: { absence: AbsenceCreated }) {
  const isOver = ({ orders = [] }: Absence) => orders.length > 0;
  const { found } = useFollowed<Absence>(`/admin/absences/${encodeURIComponent(absence.id)}`, isOver, ignore);
  if (!found?.orders?.length) return <p role="status">{t("bulk.waiting", { time: n("frame.seconds", 20) })}</p>;
  return (
    <>
      {found.orders.map(({ id }) => (
        <BulkCard key={id} id={id} onOver={ignore} />
      ))}
    </>
  );
}

const ignore = () => undefined;
