/* Runs before the first paint: the theme that this person chose on this device. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("gs-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch { /* storage is switched off: the system's setting counts */ }
})();
