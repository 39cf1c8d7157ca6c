import { useState } from "preact/hooks";

import { useAccount } from "../frame/account";
import { newKey, read, request } from "../frame/api";
import { Dialog } from "../frame/dialog";
import { explain, Failure } from "../frame/states";
import { complain } from "../frame/toast";
import type { Export } from "../frame/types";
import { n, named, t } from "../i18n";
import { useFollowed } from "./bulk";
import type { Filters } from "./filters";

interface ExportProps {
  filters: Filters;
  /** How many the list has. */
  total: number;
  onClose: () => void;
}

/** The list as a file for spreadsheets: asked for, written, fetched. */
export function ExportDialog({ filters, total, onClose }: ExportProps) {
  const { can } = useAccount();
  const [personal, setPersonal] = useState(false);
  const [id, setId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const start = async () => {
    setBusy(true);
    setError(undefined);
    const body = { filters: { ...filters, pageSize: null }, timezone: filters.timezone, personal };
    try {
      setId((await request<Export>("POST", "/admin/exports", { body, key: `${key}${personal}` })).data.id);
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("export.title")} onClose={onClose}>
      {id ? (
        <Progress id={id} onClose={onClose} />
      ) : (
        <form onSubmit={(event) => (event.preventDefault(), busy || void start())}>
          <p>{n("export.what", total)}</p>
          {can("export_bookings") && (
            <label class="check">
              <input type="checkbox" checked={personal} onChange={() => setPersonal(!personal)} />
              <span>
                {t("export.personal")}
                <span class="hint block">{t("export.personalHint")}</span>
              </span>
            </label>
          )}
          {error !== undefined && <Failure error={error} />}
          <div class="box-actions">
            <button type="button" class="button" onClick={onClose}>
              {t("action.back")}
            </button>
            <button type="submit" class="button primary" data-testid="export-yes" aria-busy={busy}>
              {t("export.write")}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

const isWritten = ({ state }: Export) => state !== "waiting" && state !== "writing";

function Progress({ id, onClose }: { id: string; onClose: () => void }) {
  const path = `/admin/exports/${encodeURIComponent(id)}`;
  const { found, error } = useFollowed<Export>(path, isWritten, () => undefined);
  const isDone = found?.state === "done";
  // The address of the file ends after a minute: each click asks for one of its own.
  const fetchFile = () => read<Export>(path).then(({ url }) => url && location.assign(url), complain);
  return (
    <>
      <p role="status">
        {error !== undefined
          ? explain(error)
          : isDone
            ? n("export.done", found.rows ?? 0)
            : found && isWritten(found)
              ? named("export.failed", found.failure ?? "other")
              : t("export.writing")}
      </p>
      <div class="box-actions">
        <button type="button" class="button" onClick={onClose}>
          {t("action.close")}
        </button>
        {isDone && (
          <button type="button" class="button primary" data-testid="export-file" onClick={() => void fetchFile()}>
            {t("export.fetch")}
          </button>
        )}
      </div>
    </>
  );
}
