import { LANGUAGES } from "../../i18n";
import { languageName } from "../../time/format";
import { useLoad } from "../../ui/load";
import { read } from "../frame/api";
import { PageHead } from "../frame/shell";
import { When } from "../frame/states";
import { named, t } from "../i18n";
import { type PageProps, pathOf } from "../pages";
import { EditorPage } from "./editor";
import type { Template } from "./types";

const AUDIENCES = ["client", "consultant", "team"] as const;

/** The mails: their list by reader, or one of them, by the address. */
export default function Templates({ rest: [name] }: PageProps) {
  const list = useLoad("templates", (signal) => read<Template[]>("/admin/templates", { signal }));
  if (name) return <EditorPage key={name} name={name} list={list} />;
  return (
    <>
      <PageHead title={t("page.templates")} />
      <p class="lead-in muted">{t("templates.intro")}</p>
      <When of={list}>
        {(templates) => (
          <div class="stack" data-testid="templates">
            {AUDIENCES.map((audience) => (
              <section key={audience} class="panel padded" aria-labelledby={`to-${audience}`}>
                <h2 id={`to-${audience}`}>{t(`templates.to.${audience}`)}</h2>
                <ul class="plain mails">
                  {templates
                    .filter((one) => one.audience === audience)
                    .map((one) => (
                      <OneMail key={one.name} template={one} />
                    ))}
                </ul>
              </section>
            ))}
          </div>
        )}
      </When>
    </>
  );
}

/** A mail, and the languages in which its sentences were changed. */
function OneMail({ template }: { template: Template }) {
  const changed = LANGUAGES.filter((one) => template.languages[one]?.changed);
  return (
    <li>
      <a class="link" href={pathOf("templates", template.name)}>
        {named("templates.name", template.name)}
      </a>
      {changed.length > 0 && (
        <span class="tag warm">{t("templates.changedIn", { languages: changed.map(languageName).join(", ") })}</span>
      )}
    </li>
  );
}
