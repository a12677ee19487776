// What every page of the site needs: the theme's name for the elements, and keys for
// what can be scrolled.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const { body } = document;

  /** Tells explorers and cards which theme is on, as JupyterLab does. */
  function tell() {
    const { theme } = body.dataset;
    const isDark = theme === "dark" || (theme !== "light" && dark.matches);
    body.dataset.jpThemeLight = String(!isDark);
  }

  /** What is wider than its place can be scrolled by keys. */
  function reach() {
    for (const box of document.querySelectorAll(".table-wrapper, pre, div.math")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  /** The theme opens its drawers by labels, which keys do not reach: by buttons. */
  function openedBy(label, name, side) {
    const drawer = document.querySelector(side);
    const box = document.getElementById(label.htmlFor);
    const button = document.createElement("button");
    button.className = `ck-sign ${label.className}`;
    button.append(...label.childNodes);
    button.setAttribute("aria-label", name);
    label.replaceWith(button);
    drawer.setAttribute("aria-label", name);
    button.onclick = () => {
      box.checked = !box.checked;
      if (box.checked) drawer.querySelector("a, input")?.focus();
    };
    drawer.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !box.checked) return;
      box.checked = false;
      button.focus();
    });
  }

  tell();
  reach();
  for (const label of document.querySelectorAll("label.nav-overlay-icon")) {
    openedBy(label, "All pages", ".sidebar-drawer");
  }
  for (const label of document.querySelectorAll("label.toc-overlay-icon")) {
    openedBy(label, "On this page", ".toc-drawer");
  }
  dark.addEventListener("change", tell);
  // Paper is white.
  window.addEventListener("beforeprint", () => {
    body.dataset.jpThemeLight = "true";
  });
  window.addEventListener("afterprint", tell);
  new MutationObserver(tell).observe(body, { attributeFilter: ["data-theme"] });
  new ResizeObserver(reach).observe(body);
  // From a disk a page may not read another, which excerpts in the search would need.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
})();
