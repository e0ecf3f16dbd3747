const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    js.configs.recommended,
    {
        files: ["**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: { ...globals.browser, luxon: "readonly", odoo: "readonly", owl: "readonly" },
        },
        rules: {
            "dot-notation": "error",
            eqeqeq: "error",
            "no-duplicate-imports": "error",
            "no-else-return": "error",
            "no-eval": "error",
            "no-implied-eval": "error",
            "no-lonely-if": "error",
            "no-return-assign": "error",
            "no-shadow": "error",
            "no-unneeded-ternary": "error",
            "no-use-before-define": ["error", { functions: false, variables: false }],
            "no-useless-concat": "error",
            "no-var": "error",
            "prefer-const": "error",
            radix: "error",
        },
    },
    { files: ["**/*.cjs"], languageOptions: { globals: globals.node, sourceType: "commonjs" } },
];
