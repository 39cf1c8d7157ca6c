import { useRef, useState } from "preact/hooks";

import { current, type Language, LANGUAGES } from "../../i18n";
import { languageName } from "../../time/format";
import { type Loaded, useLoad } from "../../ui/load";
import { go, useQuery } from "../../ui/url";
import { useAccount } from "../frame/account";
import { request } from "../frame/api";
import { PageHead } from "../frame/shell";
import { Empty, When } from "../frame/states";
import { say } from "../frame/toast";
import { named, t } from "../i18n";
import { Line, Lines } from "../kit/fields";
import { faultAt, SaveBar, useSaving, useUnsaved } from "../kit/save";
import { Versions } from "../kit/versions";
import { pathOf } from "../pages";
import { draftOf, inserted, type Part, partsOf, withPart } from "./draft";
import { PreviewPanel } from "./preview";
import type { Template, TemplateTexts } from "./types";

const pathTo = (name: string, language: string) => `/admin/templates/${encodeURIComponent(name)}/${language}`;

/** One mail in one language: its sentences, and how its reader sees them. */
export function EditorPage({ name, list }: { name: string; list: Loaded<Template[]> }) {
  const { site } = useAccount();
  const asked = useQuery().get("in") as Language;
  const language = LANGUAGES.includes(asked) ? asked : current();
  return (
    <>
      <p class="back-links">
        <a href={pathOf("templates")}>{t("page.templates")}</a>
      </p>
      <PageHead title={named("templates.name", name)} />
      <div class="tabs in-line" role="group" aria-label={t("kit.textsIn")}>
        {LANGUAGES.filter((one) => one === language || (site.languages ?? LANGUAGES).includes(one)).map((one) => (
          <button key={one} type="button" aria-pressed={one === language} onClick={() => go({ in: one })}>
            {languageName(one)}
          </button>
        ))}
      </div>
      <When of={list}>
        {(templates) => {
          const template = templates.find((one) => one.name === name);
          if (!template) return <Empty title={t("frame.notFound")} text={t("frame.notFoundText")} />;
          return (
            <InLanguage key={language} path={pathTo(name, language)} template={template} onChanged={list.reload} />
          );
        }}
      </When>
    </>
  );
}

function InLanguage({ path, template, onChanged }: { path: string; template: Template; onChanged: () => void }) {
  const found = useLoad(path, (signal) => request<TemplateTexts>("GET", path, { signal }));
  const reload = () => (found.reload(), onChanged());
  return (
    <When of={found}>
      {({ data, etag }) => <Editor key={etag} {...{ template, etag, path, saved: data, onReload: reload }} />}
    </When>
  );
}

interface EditorProps {
  template: Template;
  saved: TemplateTexts;
  etag: string | undefined;
  path: string;
  onReload: () => void;
}

function Editor({ template, saved, etag, path, onReload }: EditorProps) {
  const { can, readOnly } = useAccount();
  const start = draftOf(saved);
  const [draft, setDraft] = useState(start);
  const saving = useSaving();
  const isDirty = JSON.stringify(draft) !== JSON.stringify(start);
  useUnsaved(isDirty && !saving.busy);
  const isOpen = can("edit_templates") && !readOnly;
  const fields = useRef<HTMLDivElement>(null);
  const focused = useRef("");
  const save = () =>
    saving.run(async () => {
      await request("PUT", path, { body: draft, ifMatch: etag });
      say(t("templates.saved"));
      onReload();
    });
  const reset = () =>
    saving.run(async () => {
      await request("POST", `${path}/reset`, { ifMatch: etag });
      say(t("templates.isReset"));
      onReload();
    });
  const insert = (variable: string) => {
    const field = fields.current?.querySelector<HTMLInputElement>(
      `[data-part="${focused.current}"] :is(input, textarea)`,
    );
    const part = partsOf(draft).find(({ pointer }) => pointer === focused.current) ?? partsOf(draft)[0];
    if (!part) return;
    const [from, to] = [field?.selectionStart ?? part.text.length, field?.selectionEnd ?? part.text.length];
    setDraft(withPart(draft, part.pointer, inserted(part.text, from, to, variable)));
    field?.focus();
  };
  return (
    <div class="editor mail-editor">
      <form class="wide-form" onSubmit={(event) => (event.preventDefault(), isDirty && isOpen && save())}>
        <div ref={fields} class="panel padded">
          {partsOf(draft).map((part) => (
            <div key={part.pointer} data-part={part.pointer} onFocusIn={() => (focused.current = part.pointer)}>
              <PartField
                part={part}
                lang={saved.language}
                disabled={!isOpen}
                error={faultAt(saving.failure, part.pointer)}
                onText={(text) => setDraft(withPart(draft, part.pointer, text))}
              />
            </div>
          ))}
          {isOpen && <Variables template={template} onInsert={insert} />}
        </div>
        {isOpen && (
          <SaveBar saving={saving} dirty={isDirty} onSave={save} onReload={onReload}>
            {saved.changed && !isDirty && (
              <button type="button" class="button" disabled={saving.busy} onClick={reset}>
                {t("templates.reset")}
              </button>
            )}
          </SaveBar>
        )}
        <Versions
          path={`${path}/versions`}
          restore={isOpen ? `${path}/restore` : undefined}
          etag={etag}
          onRestored={onReload}
        />
      </form>
      {!readOnly && <PreviewPanel samples={template.samples} path={path} draft={draft} mayTest={isOpen} />}
    </div>
  );
}

interface PartFieldProps {
  part: Part;
  lang: string;
  disabled: boolean;
  error: string | undefined;
  onText: (text: string) => void;
}

function PartField({ part, onText, ...rest }: PartFieldProps) {
  const name = named("templates.part", part.name);
  const props = { ...rest, label: part.at ? `${name} ${part.at}` : name, value: part.text, onValue: onText };
  return part.isLong ? <Lines {...props} /> : <Line {...props} />;
}

/** The variables of a mail, each inserted by a click where one last typed. */
function Variables({ template, onInsert }: { template: Template; onInsert: (name: string) => void }) {
  return (
    <details class="variables">
      <summary>{t("templates.variables")}</summary>
      <p class="hint">{t("templates.variablesHint")}</p>
      <ul class="plain">
        {template.variables.map(({ name, means, printable }) => (
          <li key={name}>
            {printable ? (
              <button type="button" class="button" onClick={() => onInsert(name)}>
                <code>{name}</code>
              </button>
            ) : (
              <code>{`{% if ${name} %}`}</code>
            )}
            <span class="muted small" lang="en">
              {means}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
