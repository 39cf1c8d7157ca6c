import { useState } from "preact/hooks";

import { useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { useAccount } from "../frame/account";
import type { Answer } from "../frame/api";
import { useCommands } from "../frame/commands";
import { useKeys } from "../frame/keys";
import { PageHead } from "../frame/shell";
import { When } from "../frame/states";
import { complain, say } from "../frame/toast";
import type { BookingActed, BookingInFull, StaffAction } from "../frame/types";
import { clientName } from "../bookings/labels";
import { named, t } from "../i18n";
import { pathOf } from "../pages";
import { act, loadBooking } from "./act";
import { Actions } from "./actions";
import { ActionDialog, isDialogAction } from "./dialogs";
import { Facts } from "./facts";
import { History, Messages, Others, Path } from "./history";
import { Notes } from "./notes";
import { Offers } from "./offers";

/** One booking, with everything that can be done with it. */
export function Detail({ reference }: { reference: string }) {
  const loaded = useLoad(reference, (signal) => loadBooking(reference, signal));
  return (
    <>
      <p class="crumb">
        <a
          href={pathOf("bookings")}
          onClick={(event) => history.length > 1 && (event.preventDefault(), history.back())}
        >
          ← {t("page.bookings")}
        </a>
      </p>
      <When of={loaded} lines={8}>
        {(answer) => <Inside key={reference} answer={answer} reload={loaded.reload} />}
      </When>
    </>
  );
}

/** Actions that need no more than a click. */
const AT_ONCE = new Set<StaffAction>(["complete", "no-show", "send-reminder", "resend"]);

function Inside({ answer, reload }: { answer: Answer<BookingInFull>; reload: () => void }) {
  const { readOnly } = useAccount();
  const query = useQuery();
  const [busy, setBusy] = useState<StaffAction>();
  const { data, etag } = answer;
  const { booking } = data;
  const allowed = readOnly ? [] : data.allowed;
  const asked = query.get("do") as StaffAction | null;
  const open = (action: StaffAction | null) => go({ do: action }, "replace");
  const atOnce = async (action: StaffAction) => {
    setBusy(action);
    try {
      await act<BookingActed>(booking.reference, action, {});
      const other = OTHER[action];
      say(named("did", action), other && { label: named("correct", other), run: () => void atOnce(other) });
      reload();
    } catch (error) {
      complain(error);
      reload();
    }
    setBusy(undefined);
  };
  const start = (action: StaffAction) => {
    if (!allowed.includes(action) || busy) return;
    if (AT_ONCE.has(action)) void atOnce(action);
    else open(action);
  };
  useKeys({
    m: () => start("reschedule"),
    c: () => start("cancel"),
    r: () => start("send-reminder"),
    d: () => start("complete"),
    o: () => start("offer"),
  });
  useCommands(
    allowed
      .filter((action) => action !== "notes")
      .map((action) => ({ text: named("do", action), sign: "move" as const, run: () => start(action) })),
  );
  const close = () => open(null);
  return (
    <>
      <PageHead title={booking.erasedAt ? t("bookings.erased") : clientName(booking.client)}>
        <span class="muted reference">{booking.reference}</span>
      </PageHead>
      <div class="detail">
        <div class="detail-main">
          <Facts data={data} />
          <Offers data={data} />
          <History data={data} />
          <Messages data={data} onSend={allowed.includes("resend") ? () => start("resend") : undefined} />
          <Others data={data} />
          <Path data={data} />
        </div>
        <div class="detail-side">
          <Actions data={data} allowed={allowed} busy={busy} onAction={start} />
          <Notes data={data} mayWrite={allowed.includes("notes")} onChanged={reload} />
        </div>
      </div>
      {asked && allowed.includes(asked) && isDialogAction(asked) && (
        <ActionDialog
          action={asked}
          answer={{ data, ...(etag && { etag }) }}
          onClose={close}
          onReload={reload}
          onDone={() => (close(), say(named("did", asked)), reload())}
        />
      )}
      {asked && !busy && AT_ONCE.has(asked) && allowed.includes(asked) && (
        <AskedAtOnce action={asked} onYes={() => (close(), void atOnce(asked))} onClose={close} />
      )}
    </>
  );
}

/** What corrects a mark. */
const OTHER: Partial<Record<StaffAction, StaffAction>> = { complete: "no-show", "no-show": "complete" };

/** An action that an address asks for (a key on a row) is done after a click: links must not act. */
function AskedAtOnce({ action, onYes, onClose }: { action: StaffAction; onYes: () => void; onClose: () => void }) {
  return (
    <div class="asked" role="group" aria-label={named("do", action)}>
      <button type="button" class="button primary" data-testid={`yes-${action}`} onClick={onYes}>
        {named("do", action)}
      </button>
      <button type="button" class="button" onClick={onClose}>
        {t("action.cancel")}
      </button>
    </div>
  );
}
