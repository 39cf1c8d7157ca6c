import { useState } from "preact/hooks";

import { Icon } from "./icon";

interface Person {
  id: string;
  firstName: string;
  lastName: string;
  photo?: string;
}

/** One of six quiet tints, always the same for the same person. */
function tint(id: string): number {
  return [...id].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
}

/** The photo, or the initials where there is none or it doesn't load. The name stands beside it. */
export function Avatar({ of, size = "normal" }: { of: Person; size?: "small" | "normal" | "large" }) {
  const [broken, setBroken] = useState(false);
  const initials = [of.firstName, of.lastName].map((name) => [...name][0] ?? "").join("");
  return (
    <span class={`avatar ${size} tint-${tint(of.id)}`} aria-hidden="true">
      {of.photo && !broken ? (
        <img
          src={of.photo}
          alt=""
          loading="lazy"
          decoding="async"
          referrerpolicy="no-referrer"
          onError={() => setBroken(true)}
        />
      ) : (
        initials
      )}
    </span>
  );
}

/** The sign for "whoever is free first". */
export function AnyoneAvatar({ size = "normal" }: { size?: "small" | "normal" | "large" }) {
  return (
    <span class={`avatar ${size} anyone`} aria-hidden="true">
      <Icon name="people" />
    </span>
  );
}
