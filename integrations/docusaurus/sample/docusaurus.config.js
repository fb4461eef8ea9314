export default {
  title: "Drydock in Docusaurus",
  url: "https://example.org",
  baseUrl: "/docusaurus/",
  plugins: [["@docusaurus/plugin-content-pages", {}]],
  themes: ["@docusaurus/theme-classic"],
};
