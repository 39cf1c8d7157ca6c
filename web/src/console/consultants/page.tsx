import { useLoad } from "../../ui/load";
import { pick } from "../../i18n";
import { shortMoment } from "../../time/format";
import { place } from "../../time/zones";
import { useAccount } from "../frame/account";
import { read } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Sign } from "../frame/sign";
import { Empty, When } from "../frame/states";
import { t } from "../i18n";
import type { StaffList } from "../kit/types";
import { type PageProps, pathOf } from "../pages";
import { ProfilePage } from "./profile";
import { SchedulePage } from "./schedule";

/** Consultants: the list, a profile, or working hours, by the address. */
export default function Consultants({ rest: [id, part] }: PageProps) {
  if (id && part === "hours") return <SchedulePage key={id} id={id} />;
  if (id) return <ProfilePage key={id} id={id === "new" ? undefined : id} />;
  return <List />;
}

function List() {
  const { can, readOnly } = useAccount();
  const list = useLoad("consultants", (signal) => read<{ consultants: StaffList }>("/admin/consultants", { signal }));
  return (
    <>
      <PageHead title={t("page.consultants")}>
        {can("edit_profiles") && !readOnly && (
          <a class="button primary" href={pathOf("consultants", "new")}>
            <Sign name="plus" /> {t("consultants.add")}
          </a>
        )}
      </PageHead>
      <When of={list}>
        {({ consultants }) =>
          consultants.length ? (
            <Table consultants={consultants} />
          ) : (
            <Empty title={t("consultants.none")} text={t("consultants.noneText")} />
          )
        }
      </When>
    </>
  );
}

function Table({ consultants }: { consultants: StaffList }) {
  const { zone } = useAccount();
  const inOrder = [...consultants].sort((a, b) => Number(a.archived) - Number(b.archived));
  return (
    <table class="data panel" data-testid="consultants">
      <caption class="unseen">{t("page.consultants")}</caption>
      <thead>
        <tr>
          {(["name", "zone", "load", "nextFree", "state", "hours"] as const).map((column) => (
            <th key={column} scope="col">
              {t(`consultants.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {inOrder.map((one) => (
          <tr key={one.id} class={one.archived ? "off" : undefined}>
            <th scope="row">
              <a class="link" href={pathOf("consultants", one.id)}>
                {one.firstName} {one.lastName}
              </a>
              <span class="muted small block">{pick(one.title)}</span>
            </th>
            <td data-label={t("consultants.zone")}>{place(one.timezone)}</td>
            <td data-label={t("consultants.load")}>
              {one.load ? t("consultants.loadText", { now: one.load.thisWeek, next: one.load.nextWeek }) : "–"}
            </td>
            <td data-label={t("consultants.nextFree")}>
              {one.nextAvailableSlot ? shortMoment(one.nextAvailableSlot.start, zone) : "–"}
            </td>
            <td data-label={t("accounts.state")}>
              <span class={`tag ${one.archived ? "" : one.acceptingBookings ? "good" : "warm"}`}>
                {t(
                  one.archived
                    ? "consultants.archived"
                    : one.acceptingBookings
                      ? "consultants.open"
                      : "consultants.closed",
                )}
              </span>
            </td>
            <td>
              <a class="link" href={pathOf("consultants", one.id, "hours")}>
                {t("consultants.hours")}
                <span class="unseen">
                  : {one.firstName} {one.lastName}
                </span>
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
