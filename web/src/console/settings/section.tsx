import { useState } from "preact/hooks";

import { ApiError } from "../../api/client";
import type { Language } from "../../i18n";
import { type Answer, request } from "../frame/api";
import { say } from "../frame/toast";
import { named, t } from "../i18n";
import { faultAt, isFaultIn, SaveBar, useSaving, useUnsaved } from "../kit/save";
import { LanguageSwitch } from "../kit/texts";
import { Fields } from "./fields";
import { bodyOf, type Form, formOf, missingIn, type Path, pointerOf } from "./form";
import { hasTexts, type Section, type Settings } from "./sections";

export const PATH = "/admin/settings";

interface SectionProps {
  section: Section;
  saved: Answer<Settings>;
  /** Takes the newest settings. */
  onSaved: (settings: Answer<Settings>) => void;
  onReload: () => void;
  disabled: boolean;
  language: Language;
  onLanguage: (language: Language) => void;
}

/** One section, which is saved by itself. */
export function SectionForm({ section, saved, onSaved, onReload, disabled, language, onLanguage }: SectionProps) {
  const start = formOf(section, saved.data);
  const [form, setForm] = useState<Form>(start);
  const saving = useSaving();
  const isDirty = JSON.stringify(form) !== JSON.stringify(start);
  useUnsaved(isDirty && !saving.busy);
  const save = () =>
    saving.run(async () => {
      onSaved(await put(section, bodyOf(section, form), saved));
      say(t("settings.saved"));
    });
  const id = `section-${section.name}`;
  const around = {
    form,
    onForm: setForm,
    faultOf: (path: Path) => faultAt(saving.failure, pointerOf(section, path)),
    isAtFault: (path: Path) => isFaultIn(saving.failure, pointerOf(section, path)),
    disabled,
    language,
  };
  return (
    <form
      class="panel padded"
      aria-labelledby={id}
      data-testid={id}
      onSubmit={(event) => (event.preventDefault(), isDirty && !disabled && save())}
    >
      <div class="section-line">
        <h2 id={id}>{named("settings.section", section.name)}</h2>
        {hasTexts(section.fields) && (
          <LanguageSwitch
            value={language}
            onValue={onLanguage}
            missing={(one) => missingIn(section.fields, form, one)}
          />
        )}
      </div>
      <Fields fields={section.fields} around={around} />
      {!disabled && <SaveBar saving={saving} dirty={isDirty} onSave={save} onReload={onReload} />}
    </form>
  );
}

/**
 * Saves a section. The ETag is that of all settings: if another section was changed meanwhile, this one is saved upon it.
 *
 * @throws ApiError with 412 if this section was changed meanwhile
 */
async function put(section: Section, body: Form, base: Answer<Settings>): Promise<Answer<Settings>> {
  const path = `${PATH}/${section.name}`;
  try {
    return await request<Settings>("PUT", path, { body, ifMatch: base.etag });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 412) throw error;
    const newest = await request<Settings>("GET", PATH);
    if (JSON.stringify(newest.data[section.name]) !== JSON.stringify(base.data[section.name])) throw error;
    return request<Settings>("PUT", path, { body, ifMatch: newest.etag });
  }
}
