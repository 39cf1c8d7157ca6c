import { forget, randomId, recall, remember } from "../../ui/session";

/**
 * The log-in: authorization code with PKCE. Tokens are kept in memory alone; the refresh token, which is good for one
 * renewal, in this tab's storage.
 */

/** Where to log in: `console.json`, which is published with the pages. */
interface Config {
  /** The log-in's address; empty if it is this site's own. */
  logIn: string;
  client: string;
}

/** What a log-in on its way has to fit. */
interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  /** The address to return to. */
  back: string;
}

interface Tokens {
  id: string;
  /** When to renew, by `performance.now()`: clocks of browsers are often wrong. */
  renewAt: number;
}

interface TokenAnswer {
  id_token: string;
  refresh_token?: string;
}

/** How a session ended. */
export class SessionOver extends Error {}

const ATTEMPT = "console.logIn";
const REFRESH = "console.refresh";
const LOGGED_OUT = "console.loggedOut";
/** The channel between the tabs, and to the window of a log-in. */
const CHANNEL = "magnetiq.console";
/** A token is renewed so long before its end. */
const EARLY_MS = 60_000;
/** States of log-ins in a window of their own begin so. */
const WINDOW = "window.";

type Message = { kind: "loggedOut" } | { kind: "code"; code: string; state: string };

let config: Config | undefined;
let tokens: Tokens | undefined;
let renewing: Promise<string> | undefined;

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : undefined;

async function configuration(): Promise<Config> {
  if (!config) {
    const answer = await fetch("/console.json", { cache: "no-cache" });
    if (!answer.ok) throw new Error("console.json is missing");
    config = (await answer.json()) as Config;
  }
  return config;
}

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** RFC 7636: what the log-in's page gets of the verifier. */
export async function challengeOf(verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(hash));
}

/** The claims of a token. The API checks the signature, not the page. */
export function claims(token: string): Record<string, unknown> {
  const part = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (it) => it.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}

const redirectUri = () => `${location.origin}/console`;

async function authorizeUrl(attempt: Attempt): Promise<string> {
  const { logIn, client } = await configuration();
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client,
    redirect_uri: redirectUri(),
    scope: "openid email profile",
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: "S256",
  });
  return `${logIn}/oauth2/authorize?${query}`;
}

const attemptTo = (back: string, prefix = ""): Attempt => ({
  state: prefix + randomId(),
  nonce: random(),
  verifier: random(),
  back,
});

/** Leaves for the log-in's page, which leads back to the present address. */
export async function logIn() {
  const attempt = attemptTo(location.pathname + location.search);
  remember(ATTEMPT, attempt);
  forget(LOGGED_OUT);
  location.assign(await authorizeUrl(attempt));
}

async function ask(fields: Record<string, string>): Promise<TokenAnswer> {
  const { logIn, client } = await configuration();
  const body = new URLSearchParams({ client_id: client, ...fields });
  const answer = await fetch(`${logIn}/oauth2/token`, { method: "POST", body, credentials: "omit" });
  if (answer.status >= 500) throw new TypeError("the log-in doesn't answer");
  if (!answer.ok) throw new SessionOver();
  return (await answer.json()) as TokenAnswer;
}

function keep(answer: TokenAnswer): string {
  const { exp, iat } = claims(answer.id_token) as { exp: number; iat: number };
  const lasts = Math.max(0, (exp - iat) * 1000 - EARLY_MS);
  tokens = { id: answer.id_token, renewAt: performance.now() + lasts };
  if (answer.refresh_token) remember(REFRESH, answer.refresh_token);
  return tokens.id;
}

async function exchange(code: string, attempt: Attempt) {
  const answer = await ask({
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri(),
    code_verifier: attempt.verifier,
  });
  if (claims(answer.id_token).nonce !== attempt.nonce) throw new SessionOver();
  keep(answer);
}

async function renewed(): Promise<string> {
  const refresh = recall<string>(REFRESH);
  if (!refresh) throw new SessionOver();
  try {
    return keep(await ask({ grant_type: "refresh_token", refresh_token: refresh }));
  } catch (error) {
    if (error instanceof SessionOver) forget(REFRESH);
    throw error;
  }
}

/** A new token; one renewal at a time. */
function renew(): Promise<string> {
  renewing ??= renewed().finally(() => (renewing = undefined));
  return renewing;
}

const waiting = new Set<() => void>();
const overListeners = new Set<(over: boolean) => void>();

/** Calls back when the session ends, and when it goes on. */
export function onSession(listener: (over: boolean) => void): () => void {
  overListeners.add(listener);
  return () => overListeners.delete(listener);
}

/** Waits for a new log-in: what was asked for goes on afterwards, and drafts stay. */
function logInAgain(): Promise<void> {
  for (const listener of overListeners) listener(true);
  return new Promise((resolve) => waiting.add(resolve));
}

/** A token that is good for a while; `stale` is one that the API has refused. */
export async function token(stale?: string): Promise<string> {
  for (;;) {
    const isGood = tokens && tokens.id !== stale && performance.now() < tokens.renewAt;
    if (tokens && isGood) return tokens.id;
    try {
      return await renew();
    } catch (error) {
      if (!(error instanceof SessionOver)) throw error;
      await logInAgain();
    }
  }
}

/** Logs in again in a window of its own, so that the page stays as it is. */
export async function logInBeside() {
  const attempt = attemptTo("/console", WINDOW);
  const beside = open("about:blank", "magnetiq-log-in", "popup,width=480,height=680");
  const url = await authorizeUrl(attempt);
  if (!beside) {
    // The browser allows no windows.
    remember(ATTEMPT, { ...attempt, state: randomId(), back: location.pathname + location.search });
    return logIn();
  }
  const before = tokens && claims(tokens.id).sub;
  channel?.addEventListener("message", async function listen({ data }: MessageEvent<Message>) {
    if (data.kind !== "code" || data.state !== attempt.state) return;
    channel.removeEventListener("message", listen);
    await exchange(data.code, attempt);
    // Somebody else must not go on with this one's drafts.
    if (before && tokens && claims(tokens.id).sub !== before) return location.assign("/console");
    for (const listener of overListeners) listener(false);
    for (const resolve of waiting) resolve();
    waiting.clear();
  });
  beside.location.href = url;
}

/** How the page begins: with a session, on its way to the log-in, after a log-out, or as the window of a log-in. */
export type Beginning = "session" | "leaving" | "loggedOut" | "window" | "refused";

export async function begin(): Promise<Beginning> {
  channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => data.kind === "loggedOut" && ended());
  const query = new URLSearchParams(location.search);
  const state = query.get("state") ?? "";
  const code = query.get("code");
  if (location.pathname === "/console" && state.startsWith(WINDOW)) {
    if (code) channel?.postMessage({ kind: "code", code, state } satisfies Message);
    close();
    return "window";
  }
  if (location.pathname === "/console" && state) return returned(state, code);
  if (recall<boolean>(LOGGED_OUT)) return "loggedOut";
  if (recall<string>(REFRESH)) {
    try {
      await renew();
      return "session";
    } catch (error) {
      if (!(error instanceof SessionOver)) throw error;
    }
  }
  await logIn();
  return "leaving";
}

/** Back from the log-in's page. */
async function returned(state: string, code: string | null): Promise<Beginning> {
  const attempt = recall<Attempt>(ATTEMPT);
  forget(ATTEMPT);
  history.replaceState(null, "", attempt?.back ?? "/console");
  if (!attempt || attempt.state !== state || !code) return "refused";
  try {
    await exchange(code, attempt);
    return "session";
  } catch (error) {
    if (error instanceof SessionOver) return "refused";
    throw error;
  }
}

function ended() {
  tokens = undefined;
  forget(REFRESH);
  remember(LOGGED_OUT, true);
  location.assign("/console");
}

/** Ends the session in all tabs. */
export async function logOut() {
  const { logIn, client } = await configuration();
  const refresh = recall<string>(REFRESH);
  tokens = undefined;
  forget(REFRESH);
  remember(LOGGED_OUT, true);
  if (refresh) {
    const body = new URLSearchParams({ client_id: client, token: refresh });
    await fetch(`${logIn}/oauth2/revoke`, { method: "POST", body, credentials: "omit" }).catch(() => undefined);
  }
  channel?.postMessage({ kind: "loggedOut" } satisfies Message);
  location.assign(`${logIn}/logout?${new URLSearchParams({ client_id: client, logout_uri: redirectUri() })}`);
}
