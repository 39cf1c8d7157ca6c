/** ALTCHA's widget with the one algorithm that the API asks for. A chunk of its own: most visitors never load it. */
import "altcha/external";
import "altcha/altcha.css";
import Pbkdf2 from "altcha/workers/pbkdf2?worker";

import { t } from "../i18n";

export type { AltchaWidgetElement } from "altcha/external";

$altcha.algorithms.set("PBKDF2/SHA-256", () => new Pbkdf2());

/** The widget's own texts in the reader's language; a text without its own word is ours. */
export function say(language: string) {
  $altcha.i18n.set(language, {
    ariaLinkLabel: "ALTCHA",
    enterCode: t("proof.label"),
    enterCodeAria: t("proof.label"),
    error: t("proof.error"),
    expired: t("proof.expired"),
    footer: "",
    getAudioChallenge: t("proof.label"),
    label: t("proof.label"),
    loading: t("proof.working"),
    reload: t("action.retry"),
    verify: t("proof.label"),
    verificationRequired: t("proof.needed"),
    verified: t("proof.done"),
    verifying: t("proof.working"),
    waitAlert: t("proof.wait"),
  });
}
