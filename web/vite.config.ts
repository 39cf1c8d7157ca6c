import { defineConfig } from "vite";

import { embed } from "./dev/embed.ts";
import { mocks } from "./dev/mocks.ts";
import { INPUT, pages } from "./dev/pages.ts";
import { subset } from "./dev/subset.ts";

/** Where the API is while the pages are worked on: `make run`, or another port by MAGNETIQ_API. */
const api = process.env.MAGNETIQ_API ?? "http://127.0.0.1:8080";

/** As the server sends it (HEADERS.md), so that a preview forbids the same. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; base-uri 'none'; form-action 'self'";

export default defineConfig({
  appType: "mpa",
  plugins: [subset(), pages(), embed(), ...(process.env.MAGNETIQ_MOCKS ? [mocks(api)] : [])],
  server: { host: "127.0.0.1", port: 5173, strictPort: true, proxy: { "/v1": api, "/_local": api } },
  preview: {
    host: "127.0.0.1",
    port: 5174,
    strictPort: true,
    headers: { "Content-Security-Policy": policy },
    proxy: { "/v1": api, "/_local": api },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    // Inlined assets would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      input: { ...INPUT, consultant: "src/consultant/main.ts" },
      // The server's pages name these: their names don't change with their content.
      output: {
        // Pages of the console are opened one after the other: together they are smaller.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: "console-setup",
              test: /src\/console\/(absences|accounts|audit|consultants|integrations|kit|why-not)\//,
            },
            { name: "console-company", test: /src\/console\/(numbers|settings|templates)\// },
            {
              // Today's page, which most open first, needs them all.
              name: "console-work",
              test: /src\/console\/((booking|bookings|calendar|frame|new|today)\/|app|pages)/,
            },
          ],
        },
        entryFileNames: ({ name }) => (name === "consultant" ? "consultant.js" : "assets/[name]-[hash].js"),
        assetFileNames: ({ names }) =>
          names.includes("consultant.css") ? "consultant.css" : "assets/[name]-[hash][extname]",
      },
    },
  },
});
