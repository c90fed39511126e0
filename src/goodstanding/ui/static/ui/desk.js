/* The desk's small helpers: put a macro's words into the answer, and tick all boxes of a list. Pages work without them. */
"use strict";

document.addEventListener("click", (event) => {
  const giver = event.target.closest("[data-insert]");
  const form = giver && document.querySelector("#answer");
  const text = form?.querySelector("textarea[name=body]");
  if (!text) return;
  const gap = text.value.trim() ? "\n\n" : "";
  text.setRangeText(gap + giver.dataset.insert, text.selectionEnd, text.selectionEnd, "end");
  const set = (name, value) => {
    const field = value && form.elements.namedItem(name);
    if (!field) return;
    field.value = value;
    (field.dispatchEvent ? field : form).dispatchEvent(new Event("change", { bubbles: true }));
  };
  set("outcome", giver.dataset.insertOutcome);
  set("what", giver.dataset.insertWhat);
  set("macro", giver.dataset.insertMacro);
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
  text.scrollIntoView({ block: "center" });
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (!all) return;
  for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
});
