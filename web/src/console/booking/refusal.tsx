import { ApiError } from "../../api/client";
import { shortMoment } from "../../time/format";
import { consultantName, useAccount } from "../frame/account";
import { Failure } from "../frame/states";
import type { Waiver } from "../frame/types";
import { named, t } from "../i18n";

interface RefusalProps {
  error: unknown;
  /** Shows the newest state; what was typed stays. */
  onReload: () => void;
  /** Does it although these rules are against it. */
  onWaive?: (waive: Waiver[]) => void;
}

/** Why an action was refused, and the ways on: the new state, a waiver. */
export function Refusal({ error, onReload, onWaive }: RefusalProps) {
  const { zone, consultants, can } = useAccount();
  if (!(error instanceof ApiError)) return <Failure error={error} />;
  const { current, waivable = [], alternatives = [] } = error.problem;
  if (error.status === 412) {
    const at = current?.changedAt && shortMoment(current.changedAt, zone);
    const fields = current?.fields.map((field) => named("field", field)).join(", ");
    return (
      <div class="notice fault" role="alert" data-testid="changed-meanwhile">
        <p class="notice-title">{t("conflict.title")}</p>
        <p>{at ? t("conflict.what", { at, fields: fields || "…" }) : t("fault.changed")}</p>
        <p>{t("conflict.stays")}</p>
        <button type="button" class="button" onClick={onReload}>
          {t("conflict.reload")}
        </button>
      </div>
    );
  }
  if (error.code !== "slot_not_offered" && error.code !== "slot_taken") return <Failure error={error} />;
  return (
    <div class="notice fault" role="alert">
      <p class="notice-title">{error.reason ? named("reason", error.reason) : error.message}</p>
      {alternatives.length > 0 && (
        <p>
          {t("conflict.alternatives")}{" "}
          {alternatives
            .slice(0, 3)
            .map((it) => `${shortMoment(it.start, zone)} (${consultantName(consultants, it.consultantId)})`)
            .join("; ")}
        </p>
      )}
      {onWaive && waivable.length > 0 && can("waive_limits") && (
        <button type="button" class="button" data-testid="waive" onClick={() => onWaive(waivable)}>
          {t("conflict.waive", { rules: waivable.map((it) => named("waiver", it)).join(", ") })}
        </button>
      )}
    </div>
  );
}
