import { dateIn } from "../../time/format";
import { useLoad } from "../../ui/load";
import { serverNow } from "../../api/client";
import { useAccount } from "../frame/account";
import { read } from "../frame/api";
import { PageHead } from "../frame/shell";
import { When } from "../frame/states";
import type { BookingList } from "../frame/types";
import { t } from "../i18n";

/** Today. */
export default function Today() {
  const { zone } = useAccount();
  const date = dateIn(serverNow(), zone);
  const list = useLoad(date, (signal) =>
    read<BookingList>("/admin/bookings", {
      parameters: { from: date, to: date, timezone: zone, pageSize: 100 },
      signal,
    }),
  );
  return (
    <>
      <PageHead title={t("page.today")} />
      <When of={list}>
        {({ items }) => (
          <ul>
            {items.map((row) => (
              <li key={row.reference}>{row.reference}</li>
            ))}
          </ul>
        )}
      </When>
    </>
  );
}
