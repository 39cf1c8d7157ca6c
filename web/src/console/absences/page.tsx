import { useState } from "preact/hooks";

import { serverNow } from "../../api/client";
import { dateIn, dateRange } from "../../time/format";
import { useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { consultantName, useAccount } from "../frame/account";
import { newKey, read, request } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Empty, When } from "../frame/states";
import { complain, say } from "../frame/toast";
import { n, named, t } from "../i18n";
import type { Absence } from "../kit/types";
import { AbsenceDialog } from "./dialog";

/** Days on which one, several or all consultants are away. */
export default function Absences() {
  const { can, readOnly } = useAccount();
  const query = useQuery();
  const kind = query.get("add");
  const list = useLoad("absences", (signal) => read<{ absences: Absence[] }>("/admin/absences", { signal }));
  const isOpen = can("change_many") && !readOnly;
  const close = () => (go({ add: null }, "replace"), list.reload());
  return (
    <>
      <PageHead title={t("page.absences")}>
        {isOpen && (
          <div class="card-actions">
            <button type="button" class="button" onClick={() => go({ add: "days" })}>
              {t("absences.add")}
            </button>
            <button type="button" class="button primary" onClick={() => go({ add: "ill" })}>
              {t("absences.ill")}
            </button>
          </div>
        )}
      </PageHead>
      <When of={list}>
        {({ absences }) =>
          absences.length ? (
            <ul class="stack" data-testid="absences">
              {absences.map((one) => (
                <OneAbsence key={one.id} absence={one} isOpen={isOpen} onDone={list.reload} />
              ))}
            </ul>
          ) : (
            <Empty title={t("absences.none")} />
          )
        }
      </When>
      {isOpen && kind && <AbsenceDialog key={kind} isIll={kind === "ill"} onClose={close} />}
    </>
  );
}

/** As "23–27 Nov 2026". */
export const daysOf = ({ from, to }: { from: string; to: string }) => `${dateRange(from, to)} ${to.slice(0, 4)}`;

function OneAbsence({ absence, isOpen, onDone }: { absence: Absence; isOpen: boolean; onDone: () => void }) {
  const { consultants, zone } = useAccount();
  const [busy, setBusy] = useState(false);
  const { id, reason, removedAt } = absence;
  const failed = absence.consultants.filter(({ state }) => state === "failed");
  const isOver = absence.to < dateIn(serverNow(), zone);
  const names = absence.consultants.map((one) => consultantName(consultants, one.consultantId));
  const remove = () => {
    setBusy(true);
    request("POST", `/admin/absences/${encodeURIComponent(id)}/remove`, { key: newKey() })
      .then(() => (say(t("absences.removed")), onDone()), complain)
      .finally(() => setBusy(false));
  };
  return (
    <li class="panel padded absence">
      <div class="section-line">
        <h2>{daysOf(absence)}</h2>
        <span class={`tag ${removedAt || isOver ? "" : "warm"}`}>
          {named("absences.is", removedAt ? "removed" : isOver ? "over" : absence.state)}
        </span>
      </div>
      <p>
        {names.slice(0, 5).join(", ")}
        {names.length > 5 && ` ${n("absences.others", names.length - 5)}`}
        {reason && <span class="muted"> · {reason}</span>}
      </p>
      {failed.length > 0 && (
        <p class="notice fault">
          {t("absences.failed", {
            names: failed.map((one) => consultantName(consultants, one.consultantId)).join(", "),
          })}
        </p>
      )}
      {isOpen && !removedAt && !isOver && (
        <div class="card-actions">
          <button type="button" class="button" disabled={busy} onClick={remove}>
            {t("absences.remove")}
          </button>
        </div>
      )}
    </li>
  );
}
