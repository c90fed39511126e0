/* The desk's small helpers: put a macro's words into the answer, tick all boxes of a list, offer names after an @. Pages work
   without them. */
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
  set("who", giver.dataset.insertWho);
  ask(form.elements.namedItem("needs"), giver.dataset.insertNeeds);
  set("macro", giver.dataset.insertMacro);
  const told = form.querySelector("[data-macro-told]");
  if (told) {
    told.querySelector("[data-macro-does]").textContent = giver.dataset.insertDoes;
    told.querySelector("input").checked = true;
    told.hidden = !giver.dataset.insertDoes;
  }
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
  text.scrollIntoView({ block: "center" });
});

/* Things that a macro asks for come below those that were typed; what is named already stands once. */
const ask = (field, things) => {
  if (!field || !things) return;
  const lines = [...field.value.split("\n"), ...things.split("\n")].map((line) => line.trim()).filter(Boolean);
  field.value = [...new Set(lines)].join("\n");
  field.closest("details")?.setAttribute("open", "");
  field.dispatchEvent(new Event("change", { bubbles: true }));
};

/* A macro that was shown can be put in at once; where there are many, the list is narrowed by what is typed. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "macro-words") event.target.querySelector("[data-insert]")?.focus();
});
document.addEventListener("input", (event) => {
  const sieve = event.target.closest("[data-sieve]");
  if (!sieve) return;
  const words = sieve.value.toLowerCase().split(/\s+/);
  for (const row of document.getElementById(sieve.dataset.sieve).children) {
    row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  }
});
document.addEventListener("keydown", (event) => {
  const sieve = event.target.closest?.("[data-sieve]");
  if (!sieve || event.key !== "Enter") return;
  event.preventDefault(); // it stands in the form of the answer, which is not to be sent by this
  document.querySelector(`#${sieve.dataset.sieve} > :not([hidden]) a`)?.click();
});

/* The queue beside a case shows where in it the case stands. */
document.addEventListener("DOMContentLoaded", () => {
  const row = document.querySelector(".desk .picks [aria-current]");
  const list = row?.closest(".sheet");
  if (list) list.scrollTop = row.offsetTop - list.clientHeight / 2;
});

/* What is asked for by the clock leaves alone what somebody has unfolded to read. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.matches?.("[data-calm]:has(details[open])")) event.detail.shouldSwap = false;
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (!all) return;
  for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
});

/* While @na is being written, colleagues whose name or handle begins so stand below: arrows and Enter choose, Escape closes. */
(() => {
  const BEGUN = /(?:^|[^\p{L}\p{N}_@.])@([\p{L}\p{N}_.-]{0,40})$/u;
  const list = Object.assign(document.createElement("ul"), { className: "calls", id: "calls" });
  list.setAttribute("role", "listbox");
  let at = 0;

  const begun = (text) => BEGUN.exec(text.value.slice(0, text.selectionEnd));
  const close = () => {
    for (const name of ["aria-activedescendant", "aria-controls"]) list.previousElementSibling?.removeAttribute(name);
    list.remove();
  };

  function offer(text) {
    const wanted = begun(text)?.[1].toLowerCase();
    const fits = (option) => [option.value, ...option.textContent.toLowerCase().split(/\s+/)].some((part) => part.startsWith(wanted));
    const found = wanted === undefined ? [] : [...document.getElementById(text.dataset.calls).querySelectorAll("option")].filter(fits).slice(0, 6);
    if (!found.length) { close(); return; }
    list.replaceChildren(...found.map((option, i) => {
      const row = Object.assign(document.createElement("li"), { id: `calls-${i}`, textContent: `${option.textContent} @${option.value}` });
      row.setAttribute("role", "option");
      row.dataset.handle = option.value;
      return row;
    }));
    list.setAttribute("aria-label", text.dataset.callsWord);
    text.setAttribute("aria-controls", "calls");
    text.after(list);
    move(text, -at);
  }

  function move(text, by) {
    at = (at + by + list.children.length) % list.children.length;
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    text.setAttribute("aria-activedescendant", `calls-${at}`);
  }

  function choose(text, row) {
    const typed = begun(text)?.[1].length ?? 0;
    text.setRangeText(`${row.dataset.handle} `, text.selectionEnd - typed, text.selectionEnd, "end");
    close();
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  document.addEventListener("input", (event) => { if (event.target.matches?.("textarea[data-calls]")) offer(event.target); });
  document.addEventListener("focusout", (event) => { if (event.target.matches?.("textarea[data-calls]")) close(); });
  document.addEventListener("pointerdown", (event) => {
    const row = event.target.closest?.("#calls > li");
    if (row) { event.preventDefault(); choose(list.previousElementSibling, row); }
  });
  document.addEventListener("keydown", (event) => {
    if (!list.isConnected || event.target !== list.previousElementSibling || event.ctrlKey || event.metaKey) return;
    const does = {
      ArrowDown: () => move(event.target, 1),
      ArrowUp: () => move(event.target, -1),
      Enter: () => choose(event.target, list.children[at]),
      Tab: () => choose(event.target, list.children[at]),
      Escape: close,
    }[event.key];
    if (does) { event.preventDefault(); event.stopPropagation(); does(); }
  }, true);
})();
