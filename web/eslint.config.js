import js from "@eslint/js";

export default [
  js.configs.recommended,
  {
    files: ["public/**/*.js"],
    // tsc knows which globals a browser has.
    rules: { "no-undef": "off", eqeqeq: "error", "no-var": "error", "prefer-const": "error" },
  },
];
