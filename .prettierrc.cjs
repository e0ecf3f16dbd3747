/** Odoo's own settings for JavaScript and SCSS, OCA's for XML. */
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    printWidth: 100,
    tabWidth: 4,
    trailingComma: "es5",
    overrides: [
        { files: "*.xml", options: { printWidth: 88, xmlWhitespaceSensitivity: "preserve" } },
        { files: "*.{yaml,yml}", options: { tabWidth: 2 } },
    ],
};
