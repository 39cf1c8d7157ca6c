import { useMemo } from "preact/hooks";

import { locale, t } from "../i18n";
import { described, FieldFrame } from "../ui/field";
import { countryOf, DIALLING } from "./countries";

interface PhoneProps {
  country: string;
  number: string;
  required: boolean;
  error?: string | undefined;
  onChange: (country: string, number: string) => void;
  onLeave: () => void;
}

/** Country with its dialling code, and the number as one writes it there. */
export function PhoneField({ country, number, required, error, onChange, onLeave }: PhoneProps) {
  const tag = locale();
  const countries = useMemo(() => {
    const names = new Intl.DisplayNames(tag, { type: "region" });
    const all = [...DIALLING].map(([code, dial]) => ({ code, dial, name: names.of(code) ?? code }));
    return all.sort((a, b) => a.name.localeCompare(b.name, tag));
  }, [tag]);
  return (
    <FieldFrame
      id="phone"
      label={t("field.phone")}
      error={error}
      optional={!required}
      hint={required ? t("field.phoneWhy") : undefined}
    >
      <div class="phone">
        <span class="phone-country">
          <span aria-hidden="true">
            {country} +{DIALLING.get(country)}
          </span>
          <select
            id="phone-country"
            aria-label={t("field.phoneCountry")}
            autocomplete="tel-country-code"
            value={country}
            onChange={(event) => onChange(event.currentTarget.value, number)}
          >
            {countries.map(({ code, dial, name }) => (
              <option key={code} value={code}>
                {name} +{dial}
              </option>
            ))}
          </select>
        </span>
        <input
          id="phone"
          name="phone"
          type="tel"
          autocomplete="tel"
          value={number}
          maxLength={50}
          aria-required={required}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            onChange(countryOf(typed, country) ?? country, typed);
          }}
          onBlur={onLeave}
          {...described("phone", required ? "why" : undefined, error)}
        />
      </div>
    </FieldFrame>
  );
}
