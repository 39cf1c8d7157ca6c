import { useState } from "preact/hooks";

import { visit } from "../../ui/url";
import { Dialog } from "../frame/dialog";
import { Sign } from "../frame/sign";
import { t } from "../i18n";
import { pathOf } from "../pages";
import { BUILT_IN, deleteView, savedViews, saveView } from "./views";

const address = (query: string) => `${pathOf("bookings")}${query && `?${query}`}`;

/** Views as tabs: those that are there from the start, and the account's own. */
export function ViewTabs({ view }: { view: string }) {
  const [saved, setSaved] = useState(savedViews());
  const [asking, setAsking] = useState(false);
  const known = BUILT_IN.some(([, query]) => query === view) || saved.some(({ query }) => query === view);
  const tab = (name: string, query: string) => (
    <a class="view-tab" href={address(query)} aria-current={query === view ? "true" : undefined}>
      {name}
    </a>
  );
  return (
    <>
      <ul class="view-tabs scroll" aria-label={t("bookings.views")}>
        {BUILT_IN.map(([name, query]) => (
          <li key={name}>{tab(t(name), query)}</li>
        ))}
        {saved.map(({ name, query }) => (
          <li key={name} class="own-view">
            {tab(name, query)}
            {query === view && (
              <button
                type="button"
                class="button icon-only"
                aria-label={t("bookings.deleteView", { name })}
                onClick={() => (deleteView(name), setSaved(savedViews()))}
              >
                <Sign name="close" />
              </button>
            )}
          </li>
        ))}
        {!known && (
          <li>
            <button type="button" class="quiet" data-testid="save-view" onClick={() => setAsking(true)}>
              {t("bookings.saveView")}
            </button>
          </li>
        )}
      </ul>
      {asking && (
        <NameDialog
          onClose={() => setAsking(false)}
          onName={(name) => {
            saveView(name, view);
            setSaved(savedViews());
            setAsking(false);
            const kept = savedViews().find((one) => one.name === name);
            if (kept) visit(address(kept.query), "replace");
          }}
        />
      )}
    </>
  );
}

function NameDialog({ onClose, onName }: { onClose: () => void; onName: (name: string) => void }) {
  const [name, setName] = useState("");
  return (
    <Dialog title={t("bookings.saveView")} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), name.trim() && onName(name.trim()))}>
        <label class="field">
          <span class="field-label">{t("bookings.viewName")}</span>
          <input maxLength={40} value={name} onInput={(event) => setName(event.currentTarget.value)} />
          <span class="hint">{t("bookings.viewHint")}</span>
        </label>
        <div class="box-actions">
          <button type="submit" class="button primary" disabled={!name.trim()}>
            {t("action.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
