// The demo pages of the widget, on an origin of their own: node web/demo/serve.js [--port 8090] [--booking http://127.0.0.1:8080]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const FOLDER = new URL("./", import.meta.url);
/** The address that the pages name; whoever copies them puts their own. */
const EXAMPLE = "https://booking.example.com";
/** @type {Record<string, string>} */
const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/**
 * Serves the demo of the booking page at `booking` (an origin), under a policy as strict as a careful site's.
 *
 * @param {{ port?: number, booking: string }} options port 0 takes a free one
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveDemo({ port = 0, booking }) {
  const policy = `default-src 'none'; script-src 'self' ${booking}; style-src 'self'; img-src data:; frame-src ${booking}; base-uri 'none'`;
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://demo").pathname.slice(1) || "index.html";
    const type = TYPES[name.split(".").pop() ?? ""];
    const text =
      type && /^[a-z]+\.[a-z]+$/.test(name) && name !== "serve.js"
        ? await readFile(new URL(name, FOLDER), "utf8").catch(() => undefined)
        : undefined;
    if (text === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy, "Cache-Control": "no-store" });
    response.end(text.replaceAll(EXAMPLE, booking));
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A browser opens connections in advance; one that it never used is waited for for minutes.
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8090" },
      booking: { type: "string", default: "http://127.0.0.1:8080" },
    },
  });
  const { url } = await serveDemo({ port: Number(values.port), booking: values.booking });
  console.log(`the widget's demo, with the booking page of ${values.booking}: ${url}`);
}
