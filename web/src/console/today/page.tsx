import { serverNow } from "../../api/client";
import { addDays } from "../../time/dates";
import { dateHeading, dateIn, shortMoment } from "../../time/format";
import { useLoad } from "../../ui/load";
import { rowName } from "../bookings/labels";
import { consultantName, useAccount } from "../frame/account";
import { read } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Empty, When } from "../frame/states";
import type { BookingList, BookingRow } from "../frame/types";
import { t } from "../i18n";
import { pathOf } from "../pages";
import { Lists, type TodayLists } from "./lists";
import { NextMeeting } from "./next";

/** How many days back unmarked meetings are looked for: older ones are completed by the system. */
const BACK_DAYS = 7;

const isLive = ({ status }: BookingRow) => status === "confirmed" || status === "rescheduled";

async function load(date: string, timezone: string, signal: AbortSignal): Promise<TodayLists> {
  const list = (parameters: Record<string, string | number>) =>
    read<BookingList>("/admin/bookings", { parameters: { timezone, pageSize: 100, ...parameters }, signal });
  const [today, unmarked, fresh, trouble, coming] = await Promise.all([
    list({ from: date, to: date }),
    list({ from: addDays(date, -BACK_DAYS), to: date, flag: "unmarked", sort: "-start" }),
    list({ from: addDays(date, -1), to: date, sort: "-createdAt", pageSize: 25 }),
    list({ from: addDays(date, -BACK_DAYS), to: addDays(date, 30), flag: "mail_trouble" }),
    list({ from: addDays(date, 1), to: addDays(date, 30), pageSize: 25 }),
  ]);
  return {
    today: today.items.filter(isLive),
    unmarked: unmarked.items,
    fresh: fresh.items,
    trouble: trouble.items,
    coming: coming.items.find(isLive),
  };
}

/** Today: what runs and comes next, what needs a mark, what is new, and trouble. */
export default function Today() {
  const { zone } = useAccount();
  const date = dateIn(serverNow(), zone);
  const lists = useLoad(date, (signal) => load(date, zone, signal));
  return (
    <>
      <PageHead title={t("page.today")}>
        <span class="muted">{dateHeading(date)}</span>
      </PageHead>
      <When of={lists} lines={7}>
        {(data) => <Inside data={data} reload={lists.reload} />}
      </When>
    </>
  );
}

function Inside({ data, reload }: { data: TodayLists; reload: () => void }) {
  const now = serverNow();
  const next = data.today.find(({ end }) => Date.parse(end) > now) ?? data.coming;
  const { today, unmarked, fresh, trouble } = data;
  const isQuiet = [today, unmarked, fresh, trouble].every((list) => list.length === 0);
  return (
    <div class="today">
      {next && <NextMeeting key={next.reference} row={next} reload={reload} />}
      {isQuiet ? <Quiet next={data.coming} /> : <Lists data={data} now={now} reload={reload} />}
    </div>
  );
}

function Quiet({ next }: { next: BookingRow | undefined }) {
  const { zone, consultants } = useAccount();
  const text = next
    ? t("today.quietNext", {
        time: shortMoment(next.start, zone),
        name: rowName(next),
        consultant: consultantName(consultants, next.consultantId),
      })
    : t("today.quietNothing");
  return (
    <Empty title={t("today.quiet")} text={text}>
      <a class="button" href={pathOf("bookings")}>
        {t("page.bookings")}
      </a>
    </Empty>
  );
}
