/* The formatting bar over a text that may carry Markdown: marks around what is selected, lists that go on by themselves,
   keys, a preview. Without this file the text is sent as it is typed. */
"use strict";

(() => {
  const { one, all, word, make } = gs;
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);

  /* Writes Markdown marks around what is selected; execCommand keeps the browser's own undo. */

  function put(area, text, from, to) {
    area.focus();
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function around(area, before, after, filler) {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const middle = value.slice(from, to) || filler;
    put(area, before + middle + after, from, to);
    area.setSelectionRange(from + before.length, from + before.length + middle.length);
  }

  function lines(area, mark) {
    const { selectionStart, selectionEnd, value } = area;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", selectionEnd);
    const to = next < 0 ? value.length : next;
    const marked = value.slice(from, to).split("\n").map((line, i) => mark(i) + line.replace(/^(\s*)(?:[-*]|\d+\.|>)\s+/, "$1"));
    put(area, marked.join("\n"), from, to);
  }

  /* The key is held with Ctrl (Cmd on a Mac); those with Shift are free in browsers and in the command palette. */
  const TOOLS = [
    ["bold", "B", "b", (area) => around(area, "**", "**", word("bold"))],
    ["bullets", "•", "Shift+8", (area) => lines(area, () => "- ")],
    ["numbers", "1.", "Shift+7", (area) => lines(area, (i) => `${i + 1}. `)],
    ["quote", "❝", "Shift+9", (area) => lines(area, () => "> ")],
    ["link", "↗", "Shift+l", (area) => around(area, "[", "](https://)", word("link"))],
  ];
  const CODES = { "Shift+8": "Digit8", "Shift+7": "Digit7", "Shift+9": "Digit9", "Shift+l": "KeyL", b: "KeyB" };

  function pressed(event) {
    if (!(mac ? event.metaKey : event.ctrlKey) || event.altKey) return undefined;
    return TOOLS.find(([, , key]) => CODES[key] === event.code && key.startsWith("Shift") === event.shiftKey);
  }

  /* Enter in a list begins the next line of it; on a line without words it ends the list. */
  function goOn(event, area) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const { selectionStart: at, selectionEnd: end, value } = area;
    const from = value.lastIndexOf("\n", at - 1) + 1;
    const mark = /^(\s*)([-*]|(\d+)\.|>)\s+/.exec(value.slice(from, at));
    if (!mark || at !== end) return;
    event.preventDefault();
    if (value.slice(from, at) === mark[0]) return void put(area, "", from, at);
    const next = mark[3] ? `${Number(mark[3]) + 1}.` : mark[2];
    put(area, `\n${mark[1]}${next} `, at, at);
  }

  function button(area, [name, sign, key, does], index) {
    const keys = `${mac ? "⌘" : "Ctrl"}+${key.length === 1 ? key.toUpperCase() : key.replace(/l$/, "L")}`;
    const tool = make("button", {
      type: "button", "aria-controls": area.id, title: `${word(name)} (${keys})`, tabindex: index ? "-1" : "0",
      "aria-keyshortcuts": `${mac ? "Meta" : "Control"}+${key.length === 1 ? key.toUpperCase() : key}`,
    }, make("b", { "aria-hidden": "true" }, sign), make("span", {}, word(name)));
    tool.addEventListener("click", () => does(area));
    return tool;
  }

  /* Tab stops once on the bar; the arrows move within it. */
  function roving(bar) {
    bar.addEventListener("keydown", (event) => {
      const tools = all("button", bar);
      const here = tools.indexOf(document.activeElement);
      const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tools.length - 1 }[event.key];
      if (to === undefined || here < 0) return;
      event.preventDefault();
      const tool = tools[(to + tools.length) % tools.length];
      tools.forEach((one) => one.setAttribute("tabindex", one === tool ? "0" : "-1"));
      tool.focus();
    });
  }

  function preview(box, area, bar) {
    const toggle = make("button", { type: "button", class: "end", "aria-pressed": "false", tabindex: "-1" }, word("preview"));
    const shown = make("div", { class: "prose preview", tabindex: "0", role: "region", "aria-label": word("preview"), hidden: "" });
    box.append(shown);
    bar.append(toggle);
    toggle.addEventListener("click", async () => {
      const on = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", String(on));
      if (on) {
        const body = new FormData();
        body.append("body", area.value);
        const token = one("input[name=csrfmiddlewaretoken]", area.form ?? document)?.value ?? "";
        const answer = await fetch(box.dataset.preview, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
        /* The server has cleaned it: the same text that will stand in the thread. */
        if (answer?.ok) shown.innerHTML = await answer.text();
        else shown.textContent = word("refused");
      }
      shown.hidden = !on;
      area.hidden = on;
      for (const tool of all("button:not(.end)", bar)) tool.disabled = on;
      (on ? shown : area).focus();
    });
  }

  function toolbar(box) {
    const area = one("textarea", box);
    if (!area) return;
    const bar = make("div", { class: "editor-bar", role: "toolbar", "aria-label": word("toolbar") });
    bar.append(...TOOLS.map((tool, index) => button(area, tool, index)));
    if (box.dataset.preview) preview(box, area, bar);
    roving(bar);
    box.prepend(bar);
    area.addEventListener("keydown", (event) => {
      const tool = pressed(event);
      if (!tool) return goOn(event, area);
      event.preventDefault();
      event.stopPropagation();
      tool[3](area);
    });
  }

  function begin(root) {
    for (const box of all("[data-editor]:not([data-ready])", root)) {
      box.dataset.ready = "1";
      toolbar(box);
    }
  }

  document.addEventListener("DOMContentLoaded", () => begin(document));
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement ?? document));
})();
