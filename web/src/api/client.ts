import { learnOffsets } from "../time/offsets";
import type { Fault, Problem, ProofChallenge, Slot, ZoneOffsets } from "./types";

/** How long an answer may take before the page says that it can't be reached. */
const PATIENCE_MS = 20_000;

/** Where the API is: this origin, or what `<meta name="api-base">` names. */
const base = globalThis.document?.querySelector('meta[name="api-base"]')?.getAttribute("content") ?? "";

let language = "en";

/** The language in which the API shall word its refusals. */
export function setLanguage(lang: string) {
  language = lang;
}

let clockOffset: number | undefined;

/** Now by the server's clock, as far as an answer has told it; the visitor's may be wrong. */
export function serverNow(): number {
  return Date.now() + (clockOffset ?? 0);
}

/** Whether an answer has told the server's clock. Until then `serverNow` is the visitor's own. */
export const isClockKnown = () => clockOffset !== undefined;

/** An answer that isn't 2xx, or none at all (status 0). */
export class ApiError extends Error {
  readonly code: string;
  readonly reason: string;
  readonly alternatives: Slot[];
  readonly faults: Fault[];
  /** To solve before the request is repeated. */
  readonly challenge: ProofChallenge | undefined;

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds to wait before trying again, where the API says so. */
    readonly retryAfter?: number,
    /** The name of the request in the logs. */
    readonly requestId?: string,
  ) {
    super(problem.detail ?? problem.title ?? "");
    this.code = problem.code ?? "";
    this.reason = problem.reason ?? "";
    this.alternatives = problem.alternatives ?? [];
    this.faults = problem.errors ?? [];
    this.challenge = problem.challenge;
  }

  /** Whether the same request may well succeed in a moment. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export type Parameters = Record<string, string | number | readonly (string | number)[] | undefined>;

function address(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== "") query.append(name, String(one));
    }
  }
  const text = query.toString();
  return `${base}/v1${path}${text && `?${text}`}`;
}

export interface Options {
  parameters?: Parameters;
  /** Travels as a header, never in an address. */
  token?: string;
  /** Idempotency-Key. */
  key?: string;
  headers?: Record<string, string>;
  /** How the browser's cache serves it. An answer to a token is never kept. */
  cache?: RequestCache;
  signal?: AbortSignal;
}

/** @throws ApiError */
export async function send(
  method: "GET" | "POST" | "PUT",
  path: string,
  options: Options,
  body?: unknown,
): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": language, ...options.headers };
  if (options.token) headers.Authorization = `Bearer ${options.token}`;
  if (options.key) headers["Idempotency-Key"] = options.key;
  const cache = options.token ? "no-store" : (options.cache ?? "default");
  const request: RequestInit = { method, headers, cache, credentials: "omit", referrerPolicy: "no-referrer" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  const abort = () => stop.abort();
  options.signal?.addEventListener("abort", abort);
  try {
    const answer = await fetch(address(path, options.parameters ?? {}), { ...request, signal: stop.signal });
    // What may have come from a cache is no clock.
    const date = answer.headers.get("Date");
    if (date && (method !== "GET" || options.token)) clockOffset = Date.parse(date) - Date.now();
    if (!answer.ok) {
      const problem = (await answer.json().catch(() => ({}))) as Problem;
      const wait = Number(answer.headers.get("Retry-After")) || undefined;
      throw new ApiError(answer.status, problem, wait, answer.headers.get("X-Request-Id") ?? undefined);
    }
    return answer;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(0, {});
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
  }
}

/** @throws Refusal */
export async function get<T>(path: string, options: Options = {}): Promise<T> {
  const answer = await send("GET", path, options);
  const content: T & { offsets?: ZoneOffsets } = await answer.json().catch(() => {
    throw new ApiError(0, {});
  });
  if (content?.offsets) learnOffsets(content.offsets);
  return content;
}

/** @throws Refusal */
export async function post<T>(path: string, body: unknown, options: Options = {}): Promise<T> {
  const answer = await send("POST", path, options, body);
  return answer.json().catch(() => ({}));
}

/** A file, as it came. @throws Refusal */
export async function download(path: string, options: Options): Promise<Blob> {
  return (await send("GET", path, options)).blob();
}

/** The path of a booking, or of something that can be done with it. */
export function bookingPath(reference: string, action?: string): string {
  return `/bookings/${encodeURIComponent(reference)}${action ? `/${action}` : ""}`;
}
