import js from "@eslint/js";
import a11y from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "public/", "src/api/schema.d.ts"] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    rules: {
      // tsc knows which globals a browser has.
      "no-undef": "off",
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
  {
    files: ["src/**/*.tsx"],
    ...a11y.flatConfigs.strict,
    rules: {
      ...a11y.flatConfigs.strict.rules,
      // The calendar's cells are focusable themselves, as the ARIA grid pattern has it.
      "jsx-a11y/no-noninteractive-element-to-interactive-role": [
        "error",
        { table: ["grid"], td: ["gridcell"], ul: ["listbox"], li: ["option"] },
      ],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" },
  },
);
