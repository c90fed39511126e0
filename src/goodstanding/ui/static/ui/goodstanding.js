/* The page's small helpers: theme, dialogs, toasts, confirmation, command palette, keys. No page depends on them:
   without this file links are followed and forms are sent. Forms have their own file, forms.js. */
"use strict";

const gs = (() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const word = (name) => document.getElementById("words")?.dataset[name] ?? name;
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const memory = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* storage is switched off */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* storage is switched off */ } },
  };
  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

  /* ── toasts and spoken alerts ─────────────────────────────────────────────────────────── */

  const leaving = new WeakSet();

  function toast(text, tone = "info") {
    const shut = make("button", { type: "button", class: "shut", "data-shut": "", "aria-label": word("dismiss") }, "×");
    const box = make("div", { class: `toast ${tone}` }, make("p", {}, text), shut);
    one("#toasts").append(box);
    fade(box);
    return box;
  }

  /* A bad result stays until it is dismissed; others leave, but not while somebody reads or tabs through them. */
  function fade(box) {
    if (box.classList.contains("over") || leaving.has(box)) return;
    leaving.add(box);
    const go = () => (box.matches(":hover, :focus-within") ? setTimeout(go, 3000) : box.remove());
    setTimeout(go, 8000);
  }

  function alert(text) {
    const spoken = one("#alerts");
    spoken.textContent = "";
    setTimeout(() => { spoken.textContent = text; }, 50);
  }

  /* ── dialogs ──────────────────────────────────────────────────────────────────────────── */

  function show(dialog) {
    if (!dialog || dialog.open) return;
    if (dialog.hasAttribute("popover")) {
      dialog.removeAttribute("popover");
      dialog.dataset.popover = "";
    }
    dialog.showModal();
  }

  function ask(title, detail, ok, danger) {
    const dialog = one("#confirm");
    const button = one("[data-ok]", dialog);
    one("#confirm-title").textContent = title;
    one("#confirm-detail").textContent = detail ?? "";
    one(".body", dialog).hidden = !detail;
    button.textContent = ok || word("continue");
    button.classList.toggle("danger", Boolean(danger));
    return new Promise((answer) => {
      const said = () => { dialog.close("ok"); };
      button.addEventListener("click", said, { once: true });
      dialog.addEventListener("close", () => {
        button.removeEventListener("click", said);
        answer(dialog.returnValue === "ok");
        dialog.returnValue = "";
      }, { once: true });
      show(dialog);
    });
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const opener = target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault();
      show(document.getElementById(opener.dataset.dialog));
      return;
    }
    const closer = target.closest("[data-close]");
    if (closer?.closest("dialog")?.open) {
      event.preventDefault();
      closer.closest("dialog").close();
      return;
    }
    if (target.matches("dialog") && target.open && outside(target, event)) target.close();
    target.closest("[data-shut]")?.closest(".toast")?.remove();
    const bread = target.closest("[data-toast]");
    if (bread) toast(bread.dataset.toast, bread.dataset.toastTone);
    if (target.closest("[data-palette]")) palette.open();
    if (target.closest("[data-shortcuts]")) { tellKeys(); show(one("#shortcuts")); }
    for (const menu of all("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
  });

  const outside = (dialog, event) => {
    const box = dialog.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  };

  /* ── forms: ask first, send once ──────────────────────────────────────────────────────── */

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const asking = event.submitter?.dataset.confirm !== undefined ? event.submitter.dataset : form.dataset;
    if (asking.confirm !== undefined && form.dataset.confirmed === undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (await ask(asking.confirm, asking.confirmDetail, asking.confirmOk, asking.confirmDanger !== undefined)) {
        form.dataset.confirmed = "";
        form.requestSubmit(event.submitter);
      }
      return;
    }
    delete form.dataset.confirmed;
    if (form.method === "get" || form.matches("[hx-post], [hx-get], [hx-put], [hx-delete]")) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    if (event.submitter) {
      event.submitter.setAttribute("aria-busy", "true");
      event.submitter.dataset.sending = "";
    }
  }, true);

  /* A page that comes back from the browser's memory can be sent again. */
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("[data-sending]")) { button.removeAttribute("aria-busy"); delete button.dataset.sending; }
  });

  /* ── theme ────────────────────────────────────────────────────────────────────────────── */

  function theme(choice) {
    if (choice) document.documentElement.dataset.theme = choice;
    else delete document.documentElement.dataset.theme;
    for (const button of all("[data-theme-choice]")) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (choice ?? "")));
  }

  /* ── command palette ──────────────────────────────────────────────────────────────────── */

  const palette = {
    items: [],
    at: 0,
    asked: 0,
    open() {
      const dialog = one("#palette");
      if (!dialog || dialog.open) return;
      show(dialog);
      const input = one("input", dialog);
      input.value = "";
      input.focus();
      this.fill("");
    },
    here() {
      const links = all("#rail a[href], .menu-body a[href], [data-command][href]");
      return links.map((link) => ({ label: (one("span", link) ?? link).textContent.trim(), sub: link.dataset.command ?? "", url: link.href }));
    },
    async fill(text) {
      const wanted = text.trim().toLowerCase();
      const turn = ++this.asked;
      const near = this.here().filter((item) => wanted.split(/\s+/).every((part) => item.label.toLowerCase().includes(part)));
      this.draw(near, text);
      const url = document.body.dataset.paletteUrl;
      if (!url || !wanted) return;
      await new Promise((done) => setTimeout(done, 120));
      if (turn !== this.asked) return;
      try {
        const answer = await fetch(`${url}?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" } });
        if (answer.ok && turn === this.asked) this.draw([...near, ...(await answer.json()).items], text);
      } catch { /* without an answer the navigation alone is offered */ }
    },
    draw(items, text) {
      const search = document.body.dataset.searchUrl;
      this.items = items.slice(0, 30);
      if (search && text.trim()) this.items.push({ label: `${word("searchFor")} “${text.trim()}”`, sub: "", url: `${search}?${new URLSearchParams({ q: text.trim() })}` });
      const list = one("#palette-list");
      list.replaceChildren(...this.items.map((item, i) => make("li", { role: "option", id: `palette-${i}`, "aria-selected": "false" }, make("span", {}, item.label), make("span", {}, item.sub ?? ""))));
      if (!this.items.length) list.append(make("li", { role: "option", "aria-disabled": "true" }, make("span", {}, word("nothing"))));
      this.move(-this.at);
    },
    move(by) {
      const rows = all("#palette-list li[id]");
      this.at = rows.length ? (this.at + by + rows.length) % rows.length : 0;
      rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === this.at)));
      rows[this.at]?.scrollIntoView({ block: "nearest" });
      const input = one("#palette input");
      if (rows.length) input.setAttribute("aria-activedescendant", `palette-${this.at}`);
      else input.removeAttribute("aria-activedescendant");
    },
    go(i = this.at) {
      const item = this.items[i];
      if (!item) return;
      one("#palette").close();
      const url = new URL(item.url, location.href);
      if (url.protocol === "http:" || url.protocol === "https:") location.assign(url);
    },
  };

  /* ── keys ─────────────────────────────────────────────────────────────────────────────── */

  let afterG = 0;
  const keysOn = () => memory.get("gs-keys") !== "off";

  function step(by) {
    const rows = all("[data-rows] tbody tr, ul[data-rows] > li").filter((row) => row.offsetParent);
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.classList.contains("here"));
    const now = here < 0 ? rows.findIndex((row) => one("[aria-current]", row)) : here;
    const next = rows[Math.min(Math.max(now + by, 0), rows.length - 1)];
    rows[now]?.classList.remove("here");
    next.classList.add("here");
    one("a[href], button, input:not([type=hidden])", next)?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  /* What a page offers by a single key: `data-key` on a link, button, field or fold, described by `data-key-word` or its text. */
  const pageKeys = () => all("[data-key]").filter((item) => item.offsetParent);
  const FIELDS = "textarea, select, input:not([type=hidden]):not([type=file])";

  function reach(item) {
    if (item.matches(FIELDS)) { item.focus(); return; }
    const fold = item.matches("summary") ? item.parentElement : null;
    if (fold) fold.open = true;
    else item.click();
    const place = fold ?? (item.hash && item.pathname === location.pathname ? document.getElementById(item.hash.slice(1)) : null);
    const begin = () => one(fold ? `${FIELDS}, a[href]` : FIELDS, place)?.focus();
    if (!place) return;
    begin();
    if (fold?.hasAttribute("hx-get")) fold.addEventListener("htmx:afterSettle", begin, { once: true });
  }

  /* The sheet names the keys of the page it is opened on first. */
  function tellKeys() {
    const list = one("[data-page-keys]");
    if (!list) return;
    const told = pageKeys().map((item) => [item.dataset.keyWord ?? [...item.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join(" ").trim(), item.dataset.key]);
    list.hidden = !told.length;
    list.replaceChildren(...told.flatMap(([words, key]) => [make("dt", {}, words), make("dd", {}, make("kbd", {}, key))]));
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette.open();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && target.form && one("textarea", target.form)) {
      event.preventDefault();
      target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") for (const menu of all("details.menu[open]")) { menu.open = false; one("summary", menu).focus(); }
    if (target.closest?.("#palette")) {
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (moves[event.key]) { event.preventDefault(); palette.move(moves[event.key]); }
      if (event.key === "Enter") { event.preventDefault(); palette.go(); }
      return;
    }
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || typing(target) || one("dialog[open]")) return;
    single(event);
  });

  function single(event) {
    const went = Date.now() - afterG < 1200;
    afterG = 0;
    if (went) {
      const link = one(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); reach(link); }
      return;
    }
    const here = pageKeys().find((item) => item.dataset.key === event.key);
    if (here) { event.preventDefault(); reach(here); return; }
    const does = {
      g: () => { afterG = Date.now(); },
      j: () => step(1),
      k: () => step(-1),
      "/": () => one("[data-key-search]")?.focus(),
      "?": () => { tellKeys(); show(one("#shortcuts")); },
    }[event.key];
    if (does) { event.preventDefault(); does(); }
  }

  /* ── beginning ────────────────────────────────────────────────────────────────────────── */

  document.addEventListener("DOMContentLoaded", () => {
    theme(memory.get("gs-theme") ?? "");
    for (const button of all("[data-theme-choice]")) {
      button.addEventListener("click", () => {
        const choice = button.dataset.themeChoice;
        if (choice) memory.set("gs-theme", choice);
        else memory.drop("gs-theme");
        theme(choice);
      });
    }
    const keys = one("#keys-on");
    if (keys) {
      keys.checked = keysOn();
      keys.addEventListener("change", () => memory.set("gs-keys", keys.checked ? "on" : "off"));
    }
    one("#palette input")?.addEventListener("input", (event) => palette.fill(event.target.value));
    one("#palette-list")?.addEventListener("click", (event) => {
      const row = event.target.closest("li[id]");
      if (row) palette.go(Number(row.id.slice("palette-".length)));
    });
    all("#toasts > .toast").forEach(fade);
    one("[data-problems]")?.focus();
  });

  document.addEventListener("htmx:responseError", (event) => {
    toast(event.detail.xhr?.statusText || word("uploadFailed"), "over");
  });

  return { one, all, word, make, memory, toast, alert, ask };
})();
