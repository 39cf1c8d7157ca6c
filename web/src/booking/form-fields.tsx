import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import type { MeetingType, Site } from "../api/types";
import { current, LANGUAGES, n, pick, t } from "../i18n";
import { languageName } from "../time/format";
import { EmailField, Check, FieldFrame, TextArea, TextField } from "../ui/field";
import { Icon } from "../ui/icon";
import { afterPress } from "../ui/press";
import { COMPANY_SIZES, type Errors, type Form, type FormField, needsPhone } from "./form";
import { PhoneField } from "./phone";

export interface FieldsProps {
  form: Form;
  set: (change: Partial<Form>) => void;
  site: Site;
  errors: Errors;
  meetingType: MeetingType;
  onLeave: (name: FormField) => void;
}

type TextName = { [K in FormField]: Form[K] extends string ? K : never }[FormField];

/** Properties of every text field. */
function bind({ form, set, errors, onLeave }: FieldsProps, name: TextName) {
  return {
    id: name,
    value: form[name],
    error: errors[name],
    onValue: (value: string) => set({ [name]: value }),
    onLeave: () => afterPress(() => onLeave(name)),
  };
}

export function FormFields(props: FieldsProps) {
  return (
    <>
      <Contact {...props} />
      <Topic {...props} />
      <Extras {...props} />
      <Reminders {...props} />
      <Consents {...props} />
    </>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class="group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function Contact(props: FieldsProps) {
  const { site, form, set, errors, meetingType, onLeave } = props;
  return (
    <Group title={t("details.you")}>
      <div class="two">
        <TextField
          {...bind(props, "firstName")}
          label={t("field.firstName")}
          required
          autocomplete="given-name"
          maxLength={100}
        />
        <TextField
          {...bind(props, "lastName")}
          label={t("field.lastName")}
          required
          autocomplete="family-name"
          maxLength={100}
        />
      </div>
      <EmailField {...bind(props, "email")} label={t("field.email")} hint={t("field.emailWhy")} />
      <PhoneField
        country={form.phoneCountry}
        number={form.phone}
        required={needsPhone(form, meetingType, site.phone)}
        error={errors.phone}
        onChange={(phoneCountry, phone) => set({ phoneCountry, phone })}
        onLeave={() => afterPress(() => onLeave("phone"))}
      />
    </Group>
  );
}

function Topic(props: FieldsProps) {
  return (
    <Group title={t("details.topic")}>
      <TextField {...bind(props, "subject")} label={t("field.subject")} maxLength={200} />
      <TextArea {...bind(props, "message")} label={t("field.message")} maxLength={4000} rows={4} />
    </Group>
  );
}

const EXTRAS: readonly FormField[] = [
  "company",
  "position",
  "website",
  "industry",
  "companySize",
  "preparationNotes",
  "materials",
  "specialRequirements",
];

/** What helps, but nobody has to say: folded away until wanted or filled in. */
function Extras(props: FieldsProps) {
  const { form, set, errors } = props;
  const [open, setOpen] = useState(() => EXTRAS.some((name) => form[name]));
  const isOpen = open || EXTRAS.some((name) => errors[name]);
  return (
    <div class="extras">
      <button
        type="button"
        class="quiet more"
        aria-expanded={isOpen}
        aria-controls="extras"
        onClick={() => setOpen(!isOpen)}
      >
        {t("details.more")}
        <Icon name="down" />
      </button>
      <div id="extras" hidden={!isOpen}>
        <Group title={t("details.company")}>
          <div class="two">
            <TextField
              {...bind(props, "company")}
              label={t("field.company")}
              autocomplete="organization"
              maxLength={100}
            />
            <TextField
              {...bind(props, "position")}
              label={t("field.position")}
              autocomplete="organization-title"
              maxLength={100}
            />
            <TextField
              {...bind(props, "website")}
              label={t("field.website")}
              autocomplete="url"
              inputMode="url"
              maxLength={500}
            />
            <TextField {...bind(props, "industry")} label={t("field.industry")} maxLength={100} />
          </div>
          <FieldFrame id="companySize" label={t("field.companySize")} error={errors.companySize} optional>
            <select
              id="companySize"
              value={form.companySize}
              onChange={(event) => set({ companySize: event.currentTarget.value })}
            >
              <option value="">{t("field.notSaid")}</option>
              {COMPANY_SIZES.map((size) => (
                <option key={size} value={size}>
                  {size.replace("-", "–")}
                </option>
              ))}
            </select>
          </FieldFrame>
        </Group>
        <Group title={t("details.preparation")}>
          <TextArea {...bind(props, "preparationNotes")} label={t("field.preparationNotes")} maxLength={2000} />
          <TextArea
            {...bind(props, "materials")}
            label={t("field.materials")}
            hint={t("field.materialsHint")}
            rows={2}
          />
          <TextArea
            {...bind(props, "specialRequirements")}
            label={t("field.specialRequirements")}
            hint={t("field.specialHint")}
            maxLength={2000}
            rows={2}
          />
        </Group>
      </div>
    </div>
  );
}

/** Days before the meeting that may be chosen in place of the usual reminders. */
const TIMINGS = [1, 2, 3, 7] as const;

function Reminders({ form, set, site }: FieldsProps) {
  const languages = LANGUAGES.filter((lang) => !site.languages || site.languages.includes(lang));
  const toggle = (days: number) => {
    const timing = form.timing.includes(days) ? form.timing.filter((one) => one !== days) : [...form.timing, days];
    set({ timing: timing.sort((a, b) => b - a) });
  };
  return (
    <Group title={t("details.reminders")}>
      <FieldFrame id="language" label={t("field.language")}>
        <select
          id="language"
          value={form.language || current()}
          onChange={(event) => set({ language: event.currentTarget.value })}
        >
          {languages.map((lang) => (
            <option key={lang} value={lang}>
              {languageName(lang)}
            </option>
          ))}
        </select>
      </FieldFrame>
      <Check id="remindByEmail" checked={form.remindByEmail} onChecked={(remindByEmail) => set({ remindByEmail })}>
        {t("reminder.email")}
      </Check>
      <Check id="remindBySms" checked={form.remindBySms} onChecked={(remindBySms) => set({ remindBySms })}>
        {t("reminder.sms")}
      </Check>
      {(form.remindByEmail || form.remindBySms) && (
        <fieldset class="choice">
          <legend>{t("reminder.when")}</legend>
          <div class="choices">
            <label class="chip">
              <input type="checkbox" checked={form.timing.length === 0} onChange={() => set({ timing: [] })} />
              <span>{t("reminder.usual")}</span>
            </label>
            {TIMINGS.map((days) => (
              <label key={days} class="chip">
                <input type="checkbox" checked={form.timing.includes(days)} onChange={() => toggle(days)} />
                <span>{n("reminder.days", days)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </Group>
  );
}

function Consents({ form, set, site, errors }: FieldsProps) {
  const { consents, policies = {} } = site;
  const link = (url: string | undefined) =>
    url && (
      <>
        {" "}
        <a href={url} target="_blank" rel="noopener">
          {t("consent.read")}
        </a>
      </>
    );
  return (
    <Group title={t("details.consent")}>
      <Check id="terms" required checked={form.terms} onChecked={(terms) => set({ terms })} error={errors.terms}>
        {pick(consents?.terms.text) || t("consent.terms")}
        {link(consents?.terms.url ?? policies.terms)}
      </Check>
      <Check
        id="privacy"
        required
        checked={form.privacy}
        onChecked={(privacy) => set({ privacy })}
        error={errors.privacy}
      >
        {pick(consents?.privacy.text) || t("consent.privacy")}
        {link(consents?.privacy.url ?? policies.privacy)}
      </Check>
      {consents?.recording && (
        <Check id="recording" checked={form.recording} onChecked={(recording) => set({ recording })}>
          {pick(consents.recording.text)} <span class="optional">{t("field.optional")}</span>
          {link(consents.recording.url)}
        </Check>
      )}
      {consents?.marketing && (
        <Check id="marketing" checked={form.marketing} onChecked={(marketing) => set({ marketing })}>
          {pick(consents.marketing.text)} <span class="optional">{t("field.optional")}</span>
          {link(consents.marketing.url)}
        </Check>
      )}
    </Group>
  );
}
