import { fileURLToPath } from "node:url";

import { build, type Plugin } from "vite";

const ENTRY = fileURLToPath(new URL("../embed/main.ts", import.meta.url));

/** `embed.js` for other sites: one classic script under a name that never changes, beside the pages' modules. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      target: "es2022",
      write: false,
      lib: { entry: ENTRY, formats: ["iife"], name: "magnetiqEmbed", fileName: () => "embed.js" },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && "output" in output ? output.output[0] : undefined;
  if (!chunk) throw new Error("embed.js was not built");
  return chunk.code;
}

export function embed(): Plugin {
  return {
    name: "embed",
    configureServer(server) {
      server.middlewares.use("/embed.js", (_request, response, next) => {
        bundle().then((code) => {
          response.setHeader("Content-Type", "text/javascript");
          response.end(code);
        }, next);
      });
    },
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: "embed.js", source: await bundle() });
    },
  };
}
