import { useState } from "preact/hooks";

import { current, type Language, LANGUAGES } from "../../i18n";
import { languageName } from "../../time/format";
import { useLoad } from "../../ui/load";
import { visit } from "../../ui/url";
import { useAccount } from "../frame/account";
import { newKey, request } from "../frame/api";
import { Dialog } from "../frame/dialog";
import { PageHead } from "../frame/shell";
import { When } from "../frame/states";
import { complain, say } from "../frame/toast";
import { n, named, t } from "../i18n";
import { Choice, Line, Lines, Tick } from "../kit/fields";
import { faultAt, SaveBar, useSaving, useUnsaved } from "../kit/save";
import { LanguageSwitch, TextsField } from "../kit/texts";
import type { Profile, ProfileDraft, Schemas } from "../kit/types";
import { pathOf } from "../pages";
import { certificationsOf, draftOf, listOf, textOf } from "./draft";

/** A consultant's profile, or a new one. */
export function ProfilePage({ id }: { id: string | undefined }) {
  const path = `/admin/consultants/${encodeURIComponent(id ?? "")}`;
  const found = useLoad<{ data?: Profile; etag?: string }>(path, (signal) =>
    id ? request<Profile>("GET", path, { signal }) : Promise.resolve({}),
  );
  const profile = found.data?.data;
  return (
    <>
      <p class="back-links">
        <a href={pathOf("consultants")}>{t("page.consultants")}</a>
      </p>
      <PageHead title={profile ? `${profile.firstName} ${profile.lastName}` : t("consultants.new")}>
        {profile && (
          <div class="card-actions">
            <a class="button" href={pathOf("consultants", profile.id, "hours")}>
              {t("consultants.hours")}
            </a>
            <Archive profile={profile} onDone={found.reload} />
          </div>
        )}
      </PageHead>
      <When of={found}>
        {({ data, etag }) => <Form key={etag ?? "new"} profile={data} etag={etag} onReload={found.reload} />}
      </When>
    </>
  );
}

interface FormProps {
  profile: Profile | undefined;
  etag: string | undefined;
  onReload: () => void;
}

function Form({ profile, etag, onReload }: FormProps) {
  const { can, readOnly, me } = useAccount();
  const saved = draftOf(profile);
  const [draft, setDraft] = useState(saved);
  const [timezone, setTimezone] = useState(me.timezone);
  const [lang, setLang] = useState<Language>(current());
  const saving = useSaving();
  const dirty = JSON.stringify(draft) !== JSON.stringify(saved);
  useUnsaved(dirty && !saving.busy);
  const set = (change: Partial<ProfileDraft>) => setDraft({ ...draft, ...change });
  const isClosed = readOnly || !can("edit_profiles");
  const isTextClosed = readOnly || !can("edit_profile_texts");
  const save = () =>
    saving.run(async () => {
      if (profile) {
        await request("PUT", `/admin/consultants/${encodeURIComponent(profile.id)}`, { body: draft, ifMatch: etag });
        say(t("consultants.saved"));
        return onReload();
      }
      const body = { ...draft, timezone };
      const { data } = await request<Profile>("POST", "/admin/consultants", { body, key: newKey() });
      say(t("consultants.added", { name: `${data.firstName} ${data.lastName}` }));
      setDraft(saved);
      visit(pathOf("consultants", data.id, "hours"), "replace");
    });
  const field = (name: "firstName" | "lastName" | "email" | "phone" | "photo" | "linkedinUrl") => ({
    label: t(`consultants.${name}`),
    value: draft[name] ?? "",
    onValue: (value: string) => set({ [name]: value }),
    error: faultAt(saving.failure, `/${name}`),
    disabled: isClosed,
  });
  const texts = (name: "title" | "biography" | "responseTime") => ({
    label: t(`consultants.${name}`),
    language: lang,
    texts: draft[name],
    onTexts: (value: ProfileDraft["title"]) => set({ [name]: value ?? {} }),
    error: faultAt(saving.failure, `/${name}/${lang}`),
    disabled: isTextClosed,
  });
  const isMissing = (language: Language) => !draft.title?.[language] || !draft.biography?.[language];
  return (
    <form class="wide-form" onSubmit={(event) => (event.preventDefault(), dirty && save())}>
      <section class="panel padded">
        <h2>{t("consultants.person")}</h2>
        <div class="two">
          <Line {...field("firstName")} maxLength={100} />
          <Line {...field("lastName")} maxLength={100} />
          <Line {...field("email")} type="email" hint={t("consultants.emailHint")} />
          <Line {...field("phone")} type="tel" />
          {!profile && <Line label={t("consultants.zone")} value={timezone} onValue={setTimezone} />}
          <Choice
            label={t("consultants.experience")}
            value={draft.experience ?? ""}
            choices={[
              ["", "–"],
              ...(["junior", "mid", "senior", "expert"] as const).map(
                (one) => [one, named("consultants.is", one)] as const,
              ),
            ]}
            onValue={(value) => set({ experience: (value || null) as NonNullable<ProfileDraft["experience"]> | null })}
            disabled={isClosed}
          />
          <Choice
            label={t("consultants.mailLanguage")}
            value={draft.mailLanguage ?? ""}
            choices={[["", "–"], ...LANGUAGES.map((one) => [one, languageName(one)] as const)]}
            onValue={(value) => set({ mailLanguage: (value || null) as Language | null })}
            disabled={isClosed}
          />
          <Line {...field("photo")} type="url" />
          <Line {...field("linkedinUrl")} type="url" />
        </div>
        <Tick checked={draft.showPhone ?? false} onChecked={(showPhone) => set({ showPhone })} disabled={isClosed}>
          {t("consultants.showPhone")}
        </Tick>
      </section>
      <section class="panel padded">
        <div class="section-line">
          <h2>{t("consultants.shown")}</h2>
          <LanguageSwitch value={lang} onValue={setLang} missing={isMissing} />
        </div>
        <TextsField {...texts("title")} />
        <TextsField {...texts("biography")} rows={5} />
        <TextsField {...texts("responseTime")} />
        <div class="two">
          <Line
            label={t("consultants.expertise")}
            hint={t("consultants.commas")}
            value={textOf(draft.expertise)}
            onValue={(value) => set({ expertise: listOf(value) })}
            disabled={isTextClosed}
          />
          <Line
            label={t("consultants.languages")}
            hint={t("consultants.codes")}
            value={textOf(draft.languages)}
            onValue={(value) => set({ languages: listOf(value) })}
            disabled={isClosed}
          />
        </div>
        <Lines
          label={t("consultants.certifications")}
          hint={t("consultants.certificationsHint")}
          value={(draft.certifications ?? [])
            .map((one) => [one.name, one.issuer, one.year].filter(Boolean).join("; "))
            .join("\n")}
          onValue={(value) => set({ certifications: certificationsOf(value) })}
          disabled={isTextClosed}
        />
      </section>
      {!isTextClosed && (
        <SaveBar
          saving={saving}
          dirty={dirty}
          onSave={save}
          onReload={onReload}
          label={profile ? t("action.save") : t("consultants.add")}
        />
      )}
    </form>
  );
}

/** Hides a consultant from clients, or shows them again; bookings to come stay. */
function Archive({ profile, onDone }: { profile: Profile; onDone: () => void }) {
  const { can, readOnly } = useAccount();
  const [left, setLeft] = useState<Schemas["ArchivedConsultant"]>();
  const [asking, setAsking] = useState(false);
  if (!can("edit_profiles") || readOnly) return null;
  const path = `/admin/consultants/${encodeURIComponent(profile.id)}`;
  const name = `${profile.firstName} ${profile.lastName}`;
  const act = async (verb: "archive" | "unarchive") => {
    setAsking(false);
    try {
      const { data } = await request<Schemas["ArchivedConsultant"]>("POST", `${path}/${verb}`, { key: newKey() });
      if (verb === "archive" && data.bookingsCount > 0) setLeft(data);
      say(t(verb === "archive" ? "consultants.isArchived" : "consultants.isBack", { name }), {
        run: () => void act(verb === "archive" ? "unarchive" : "archive"),
      });
      onDone();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      <button
        type="button"
        class={profile.archived ? "button" : "button danger"}
        onClick={() => (profile.archived ? void act("unarchive") : setAsking(true))}
      >
        {t(profile.archived ? "consultants.unarchive" : "consultants.archive")}
      </button>
      {asking && (
        <Dialog title={t("consultants.archiveAsk", { name })} onClose={() => setAsking(false)}>
          <p>{t("consultants.archiveText")}</p>
          <div class="box-actions">
            <button type="button" class="button" onClick={() => setAsking(false)}>
              {t("action.cancel")}
            </button>
            <button type="button" class="button danger" onClick={() => void act("archive")}>
              {t("consultants.archive")}
            </button>
          </div>
        </Dialog>
      )}
      {left && (
        <Dialog title={n("consultants.left", left.bookingsCount)} onClose={() => setLeft(undefined)}>
          <ul>
            {left.bookings.map(({ reference }) => (
              <li key={reference}>
                <a class="link" href={pathOf("bookings", reference)}>
                  {reference}
                </a>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
