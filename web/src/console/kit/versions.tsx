import { useState } from "preact/hooks";

import { useLoad } from "../../ui/load";
import { useAccount } from "../frame/account";
import { read, request } from "../frame/api";
import { When } from "../frame/states";
import { complain, say } from "../frame/toast";
import { t } from "../i18n";
import { when } from "./moment";

/** A version as the lists of schedules, settings and templates have it. */
interface Version {
  version: number;
  changedAt?: string;
  changedBy?: string;
  fields?: string[];
  sections?: string[];
  isReset?: boolean;
}

interface VersionsProps {
  /** The list's path. */
  path: string;
  /** The path that goes back to a version; undefined for whoever may not. */
  restore: string | undefined;
  etag: string | undefined;
  onRestored: () => void;
}

/** Earlier versions, asked for when they are opened; each can be made the present one again. */
export function Versions(props: VersionsProps) {
  const [open, setOpen] = useState(false);
  return (
    <details class="versions" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("kit.versions")}</summary>
      {open && <List {...props} />}
    </details>
  );
}

function List({ path, restore, etag, onRestored }: VersionsProps) {
  const { zone } = useAccount();
  const list = useLoad(`${path} ${etag}`, (signal) =>
    read<{ items?: Version[]; versions?: Version[] }>(path, { signal }),
  );
  const [busy, setBusy] = useState(false);
  const goBack = (path: string, version: number) => {
    setBusy(true);
    request("POST", path, { body: { version }, ifMatch: etag })
      .then(() => (say(t("kit.restored", { version })), onRestored()), complain)
      .finally(() => setBusy(false));
  };
  return (
    <When of={list} lines={2}>
      {({ items, versions }) => (
        <ol class="plain">
          {(items ?? versions ?? []).map(({ version, changedAt, fields, sections }, at) => (
            <li key={version}>
              <span>
                <strong>{t("kit.version", { version })}</strong>{" "}
                {changedAt && <span class="muted">{when(changedAt, zone)}</span>}
                <span class="muted small block">{(fields ?? sections ?? []).slice(0, 4).join(", ")}</span>
              </span>
              {restore && at > 0 && (
                <button type="button" class="button" disabled={busy} onClick={() => goBack(restore, version)}>
                  {t("kit.restore")}
                  <span class="unseen"> {version}</span>
                </button>
              )}
            </li>
          ))}
        </ol>
      )}
    </When>
  );
}
