import { ApiError, type Parameters, send } from "../../api/client";
import { forget, randomId, recall, remember } from "../../ui/session";
import { token } from "./session";

/** The consultant as whom an administrator reads. */
const VIEW_AS = "console.viewAs";

export const viewedAs = () => recall<string>(VIEW_AS);

/** Reads as a consultant from now on, or as oneself again. */
export function viewAs(consultant: string | undefined) {
  if (consultant) remember(VIEW_AS, consultant);
  else forget(VIEW_AS);
}

/** A name for one click, so that a repeated request isn't done twice. */
export const newKey = () => randomId();

export interface Call {
  parameters?: Parameters;
  body?: unknown;
  /** The ETag of what the decision is based on. */
  ifMatch?: string | undefined;
  /** Idempotency-Key: the same for every try of one click. */
  key?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag?: string;
}

async function once(method: "GET" | "POST" | "PUT", path: string, call: Call, bearer: string): Promise<Response> {
  const consultant = viewedAs();
  const headers: Record<string, string> = {};
  if (call.ifMatch) headers["If-Match"] = call.ifMatch;
  if (consultant && method === "GET") headers["X-View-As"] = consultant;
  const { parameters, key, signal } = call;
  const options = { token: bearer, headers, ...(parameters && { parameters }), ...(key && { key }) };
  return send(method, path, { ...options, ...(signal && { signal }) }, call.body);
}

async function answered(method: "GET" | "POST" | "PUT", path: string, call: Call): Promise<Response> {
  const bearer = await token().catch(unreachable);
  return once(method, path, call, bearer).catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    return once(method, path, call, await token(bearer).catch(unreachable));
  });
}

/**
 * Asks the API: with the token, and once more with a new one if it was refused. `path` is below `/v1`.
 *
 * @throws ApiError
 */
export async function request<T>(method: "GET" | "POST" | "PUT", path: string, call: Call = {}): Promise<Answer<T>> {
  const answer = await answered(method, path, call);
  const etag = answer.headers.get("ETag");
  const data = (await answer.json().catch(() => ({}))) as T;
  return etag ? { data, etag } : { data };
}

function unreachable(): never {
  throw new ApiError(0, {});
}

/** The answer to a GET, without its ETag. */
export async function read<T>(path: string, call: Call = {}): Promise<T> {
  return (await request<T>("GET", path, call)).data;
}

/**
 * A file that the API answers with.
 *
 * @throws ApiError
 */
export async function readFile(path: string, parameters: Parameters): Promise<Blob> {
  return (await answered("GET", path, { parameters })).blob();
}
