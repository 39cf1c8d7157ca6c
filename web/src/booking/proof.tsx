import { useEffect, useRef, useState } from "preact/hooks";

import { get } from "../api/client";
import type { FormChallenge, ProofChallenge, Site } from "../api/types";
import { current, t } from "../i18n";
import { Notice } from "../ui/notice";

/** What a form sends so that people and programs are told apart. */
export interface Proof {
  challenge?: string;
  formStart?: string;
}

interface ProofProps {
  challenge: ProofChallenge;
  /** Gets the solution. */
  onSolved: (solution: string) => void;
  onFailed: () => void;
}

/** Without links to others, and without a wait that is only for show. */
const LOOK = { hideFooter: true, hideLogo: true, humanInteractionSignature: false, minDuration: 0 };

/** Works on a challenge at once and by itself: nobody has to read, hear or click anything. */
export function ProofOfWork({ challenge, onSolved, onFailed }: ProofProps) {
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const ends = useRef({ onSolved, onFailed });
  ends.current = { onSolved, onFailed };
  useEffect(() => {
    let isGone = false;
    const fail = () => {
      if (isGone) return;
      setFailed(true);
      ends.current.onFailed();
    };
    const begin = async () => {
      const { say } = await import("./altcha");
      if (isGone || !host.current) return;
      say(current());
      const widget = document.createElement("altcha-widget");
      widget.addEventListener("verified", (event) => {
        if (!isGone) ends.current.onSolved((event as CustomEvent<{ payload: string }>).detail.payload);
      });
      widget.addEventListener("statechange", (event) => {
        if ((event as CustomEvent<{ state: string }>).detail.state === "error") fail();
      });
      // By attributes: its methods exist only once it is connected.
      widget.setAttribute("language", current());
      widget.setAttribute("configuration", JSON.stringify({ ...LOOK, challenge }));
      widget.setAttribute("auto", "onload");
      host.current.replaceChildren(widget);
    };
    begin().catch(fail);
    return () => {
      isGone = true;
    };
  }, [challenge]);
  return (
    <div class="proof" data-testid="proof">
      <p role="status">{t("proof.text")}</p>
      <div ref={host} />
      {failed && <Notice kind="fault">{t("proof.error")}</Notice>}
    </div>
  );
}

/** Asks for what the settings demand of every form, when it is opened. */
export function useFormChallenge(site: Site, onChallenge: (challenge: ProofChallenge) => void) {
  const proof = useRef<Proof>({});
  const { challenge, formStart } = site;
  useEffect(() => {
    if (!challenge && !formStart) return;
    // Without an answer the booking is asked for a proof when it is sent.
    void get<FormChallenge>("/challenge", { cache: "no-store" }).then(
      (answer) => {
        proof.current.formStart = answer.formStart;
        if (challenge) onChallenge(answer.challenge);
      },
      () => undefined,
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once a form
  }, [challenge, formStart]);
  return proof;
}

/** A field that people don't see. Programs that fill in every field betray themselves. */
export function Trap() {
  return (
    <div class="unseen" aria-hidden="true">
      <label for="fax">{t("field.fax")}</label>
      <input id="fax" name="fax" type="text" tabIndex={-1} autocomplete="off" />
    </div>
  );
}

/** What stands in the trap; empties it, so that a person whose browser filled it in can send again. */
export function trapped(form: HTMLFormElement | null): string {
  const field = form?.querySelector<HTMLInputElement>("#fax");
  const found = field?.value ?? "";
  if (field) field.value = "";
  return found;
}
