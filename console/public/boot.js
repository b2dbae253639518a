// Before the first paint: the remembered colour scheme and language, so nothing flashes. A file and not inline,
// because the content policy allows no inline script.
(function () {
  var root = document.documentElement;
  var scheme = "auto";
  try {
    scheme = localStorage.getItem("waloom.scheme") || "auto";
    var language = localStorage.getItem("waloom.language");
    if (language) root.lang = language;
  } catch {
    // Storage is refused in some private windows: the defaults do.
  }
  var dark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
