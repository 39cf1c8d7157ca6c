import type { Plugin } from "vite";

/** The one app that has two addresses: `/` and `/book-consultation`. */
export function pages(): Plugin {
  return {
    name: "two-addresses",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        request.url = request.url?.replace(/^\/book-consultation(?=$|[?#])/, "/index.html");
        next();
      });
    },
    // A copy, so that whoever serves the folder needs one rule only: add `.html`.
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const index = bundle["index.html"];
        if (index?.type !== "asset") throw new Error("there is no index.html in the build");
        this.emitFile({ type: "asset", fileName: "book-consultation.html", source: index.source });
      },
    },
  };
}
