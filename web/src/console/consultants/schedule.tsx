import { useState } from "preact/hooks";

import { useLoad } from "../../ui/load";
import { consultantName, useAccount } from "../frame/account";
import { request } from "../frame/api";
import { PageHead } from "../frame/shell";
import { When } from "../frame/states";
import { say } from "../frame/toast";
import { t } from "../i18n";
import { SaveBar, useSaving, useUnsaved } from "../kit/save";
import { Versions } from "../kit/versions";
import type { OutsideBooking, Schemas, WorkingTime, WorkingTimeDraft } from "../kit/types";
import { pathOf } from "../pages";
import { Exceptions } from "./exceptions";
import { draftOf } from "./hours";
import { Outside, PreviewPanel, usePreview } from "./preview";
import { RulesForm } from "./rules";
import { Week } from "./week";

const pathTo = (id: string) => `/admin/consultants/${encodeURIComponent(id)}/schedule`;

/** When a consultant works, with what clients would see. */
export function SchedulePage({ id }: { id: string }) {
  const { consultants } = useAccount();
  const path = pathTo(id);
  const found = useLoad(path, (signal) => request<WorkingTime>("GET", path, { signal }));
  const name = consultantName(consultants, id);
  return (
    <>
      <p class="back-links">
        <a href={pathOf("consultants")}>{t("page.consultants")}</a>
        <a href={pathOf("consultants", id)}>{name}</a>
      </p>
      <PageHead title={t("hours.title", { name })} />
      <When of={found} lines={10}>
        {({ data, etag }) => <Editor key={etag} id={id} saved={data} etag={etag} onReload={found.reload} />}
      </When>
    </>
  );
}

interface EditorProps {
  id: string;
  saved: WorkingTime;
  etag: string | undefined;
  onReload: () => void;
}

function Editor({ id, saved, etag, onReload }: EditorProps) {
  const { can, readOnly } = useAccount();
  const first = draftOf(saved);
  const [draft, setDraft] = useState<WorkingTimeDraft>(first);
  const [left, setLeft] = useState<readonly OutsideBooking[]>([]);
  const saving = useSaving();
  const preview = usePreview(pathTo(id), draft);
  const dirty = JSON.stringify(draft) !== JSON.stringify(first);
  const isOpen = can("edit_schedules") && !readOnly;
  useUnsaved(dirty && !saving.busy);
  const setSchedule = (schedule: WorkingTimeDraft["schedule"]) => setDraft({ ...draft, schedule });
  const save = () =>
    saving.run(async () => {
      const { data } = await request<Schemas["WorkingTimeChanged"]>("PUT", pathTo(id), { body: draft, ifMatch: etag });
      say(t("hours.saved"));
      setLeft(data.outside.filter(({ wasOutside }) => !wasOutside));
      onReload();
    });
  return (
    <div class="editor">
      <fieldset class="editor-main" disabled={!isOpen}>
        <legend class="unseen">{t("consultants.hours")}</legend>
        <Week schedule={draft.schedule} onSchedule={setSchedule} />
        <Exceptions
          schedule={draft.schedule}
          holidays={preview.data?.holidays ?? saved.holidays}
          onSchedule={setSchedule}
        />
        <RulesForm draft={draft} onDraft={setDraft} />
      </fieldset>
      <aside class="editor-side">
        <PreviewPanel preview={preview} />
        {left.length > 0 && <Outside bookings={left} count={left.length} />}
        {isOpen && (
          <SaveBar saving={saving} dirty={dirty && preview.isOfDraft} onSave={save} onReload={onReload}>
            {dirty && (
              <button type="button" class="button" onClick={() => setDraft(first)}>
                {t("hours.discard")}
              </button>
            )}
          </SaveBar>
        )}
        <Versions
          path={`${pathTo(id)}/versions`}
          restore={isOpen ? `${pathTo(id)}/restore` : undefined}
          etag={etag}
          onRestored={onReload}
        />
      </aside>
    </div>
  );
}
