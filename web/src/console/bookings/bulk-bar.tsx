import { useState } from "preact/hooks";

import { TextArea } from "../../ui/field";
import { go, useQuery } from "../../ui/url";
import { useAccount } from "../frame/account";
import { newKey } from "../frame/api";
import { Dialog } from "../frame/dialog";
import { Failure } from "../frame/states";
import { n, named, t } from "../i18n";
import { BULK_ACTIONS, type BulkAction, type Chosen, isMailed, orderOf, startBulk } from "./bulk";
import { BulkCard } from "./bulk-card";
import type { Filters } from "./filters";
import type { Selection } from "./selection";

interface BulkBarProps {
  selection: Selection;
  filters: Filters;
  /** How many the list has. */
  total: number;
  onDone: () => void;
}

/** The API's limit for one order. */
const MOST = 1_000;

/** What can be done with the selected bookings, and the order that is under way. */
export function BulkBar({ selection, filters, total, onDone }: BulkBarProps) {
  const id = useQuery().get("bulk");
  const [asking, setAsking] = useState<BulkAction>();
  const [everything, setEverything] = useState(false);
  if (id) {
    const close = () => (selection.clear(), setEverything(false), go({ bulk: null }, "replace"));
    return <BulkCard key={id} id={id} onOver={onDone} onClose={close} />;
  }
  const selected = selection.rows.size;
  if (selected === 0) return null;
  const count = everything ? total : selected;
  const chosen: Chosen = everything ? { selection: filters } : { references: [...selection.rows.keys()] };
  return (
    <section class="bulk-bar" aria-label={t("bulk.title")}>
      <p class="strong" role="status">
        {n("bulk.selected", count)}
      </p>
      {!everything && total > selected && total <= MOST && (
        <button type="button" class="quiet" data-testid="bulk-all" onClick={() => setEverything(true)}>
          {n("bulk.all", total)}
        </button>
      )}
      {BULK_ACTIONS.map((action) => (
        <button
          key={action}
          type="button"
          class={action === "cancel" ? "button danger" : "button"}
          data-testid={`bulk-${action}`}
          onClick={() => setAsking(action)}
        >
          {named("do", action)}
        </button>
      ))}
      <button type="button" class="quiet" onClick={() => (selection.clear(), setEverything(false))}>
        {t("bulk.clear")}
      </button>
      {asking && (
        <Confirm
          action={asking}
          count={count}
          chosen={chosen}
          onClose={() => setAsking(undefined)}
          onStarted={(started) => (setAsking(undefined), go({ bulk: started }, "replace"))}
        />
      )}
    </section>
  );
}

interface ConfirmProps {
  action: BulkAction;
  count: number;
  chosen: Chosen;
  onClose: () => void;
  onStarted: (id: string) => void;
}

function Confirm({ action, count, chosen, onClose, onStarted }: ConfirmProps) {
  const { consultants } = useAccount();
  const [reason, setReason] = useState("");
  const [to, setTo] = useState("any");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const needsReason = action === "cancel";
  const start = async () => {
    setBusy(true);
    setError(undefined);
    const params = needsReason ? { reason: reason.trim() } : action === "reassign" ? { consultantId: to } : {};
    try {
      onStarted((await startBulk(orderOf(action, chosen, count, params), key)).id);
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return (
    <Dialog title={named("do", action)} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), busy || void start())}>
        <p>{n("bulk.sure", count)}</p>
        <p class="muted">{t(isMailed(action) ? "bulk.mails" : "bulk.silent")}</p>
        {action === "reassign" && (
          <label class="filter">
            <span>{t("reassign.to")}</span>
            <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
              <option value="any">{t("move.anyone")}</option>
              {consultants
                .filter(({ archived }) => !archived)
                .map(({ id, firstName, lastName }) => (
                  <option key={id} value={id}>
                    {firstName} {lastName}
                  </option>
                ))}
            </select>
          </label>
        )}
        {needsReason && (
          <TextArea
            id="bulk-reason"
            label={t("cancel.reason")}
            hint={t("cancel.reasonHint")}
            value={reason}
            onValue={setReason}
            maxLength={500}
          />
        )}
        {error !== undefined && <Failure error={error} />}
        <div class="box-actions">
          <button type="button" class="button" onClick={onClose}>
            {t("action.back")}
          </button>
          <button
            type="submit"
            class={needsReason ? "button danger" : "button primary"}
            data-testid="bulk-yes"
            aria-busy={busy}
            disabled={needsReason && !reason.trim()}
          >
            {n(`bulk.do-${action}`, count)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
