/* What forms gain with script: drafts that save themselves and a count of characters. Files have files.js, the formatting
   bar has editor.js. Each form works without them. */
"use strict";

(() => {
  const { one, all, word, make, memory, alert } = gs;
  const csrf = (form) => form?.elements.csrfmiddlewaretoken?.value ?? one("input[name=csrfmiddlewaretoken]")?.value ?? "";

  /* ── autosave ─────────────────────────────────────────────────────────────────────────────
     <form data-autosave="URL">: posts the whole form (less its files) a moment after each change. The answer is JSON
     {"saved_at": "12:03"}. 409, 400, 403, 413, 422 are refusals and wait for the next change; anything else is retried.
     What could not be sent yet is kept on this device and offered on return. */

  class Draft {
    static delay = 900;

    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosave;
      this.key = `gs-draft:${this.url}`;
      this.state = one("[data-draft-state]", form) ?? form.appendChild(make("span", { class: "draft-state", role: "status" }));
      this.saved = this.content();
      this.tries = 0;
      this.offer();
      form.addEventListener("input", () => this.changed());
      form.addEventListener("change", () => this.changed());
      form.addEventListener("submit", () => { this.sent = true; clearTimeout(this.timer); memory.drop(this.key); });
      document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.leave() : this.save()));
      window.addEventListener("pagehide", () => this.leave());
      window.addEventListener("pageshow", () => { this.sent = false; });
      window.addEventListener("online", () => this.dirty() && this.save());
      window.addEventListener("beforeunload", (event) => { if (this.dirty() && !this.sent) { this.leave(); event.preventDefault(); } });
    }

    data() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
      return data;
    }

    pairs() {
      return [...this.data().entries()].filter(([name]) => name !== "csrfmiddlewaretoken");
    }

    content() { return JSON.stringify(this.pairs()); }
    dirty() { return this.content() !== this.saved; }

    say(state, text) {
      if (this.state.dataset.state === state && this.state.textContent === text) return;
      this.state.dataset.state = state;
      this.state.textContent = text;
    }

    changed() {
      if (!this.dirty()) return;
      this.say("unsaved", word("unsaved"));
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), Draft.delay);
    }

    async save() {
      if (this.busy || this.sent || !this.dirty()) return;
      this.busy = true;
      const content = this.content();
      this.say("saving", word("saving"));
      try {
        const answer = await fetch(this.url, {
          method: "POST",
          body: this.data(),
          headers: { "X-CSRFToken": csrf(this.form), "X-Autosave": "1", Accept: "application/json" },
        });
        await this.answered(answer, content);
      } catch {
        this.again(word("offline"));
      }
      this.busy = false;
      if (this.state.dataset.state === "saved" && this.dirty()) this.changed();
    }

    async answered(answer, content) {
      const body = answer.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => ({})) : {};
      if (answer.redirected || answer.status === 401) return this.again(word("signedOut"));
      if (answer.ok) {
        this.saved = content;
        this.tries = 0;
        memory.drop(this.key);
        const at = body.saved_at ?? new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
        return this.say("saved", `${word("saved")} ${at}`);
      }
      if ([400, 403, 409, 413, 422].includes(answer.status)) return this.failed(body.detail || word("refused"));
      return this.again(`${word("refused")} (${answer.status})`);
    }

    failed(why) {
      memory.set(this.key, this.content());
      this.say("failed", `${word("failed")}: ${why}`);
    }

    again(why) {
      this.failed(`${why}, ${word("retrying")}`);
      if (this.tries === 0) alert(this.state.textContent);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), Math.min(30_000, 2000 * 2 ** this.tries++));
    }

    /* The page is going: hand the text to the browser, and keep a copy in case that fails too. */
    leave() {
      if (this.sent || !this.dirty()) return;
      memory.set(this.key, this.content());
      const data = this.data();
      if (!navigator.sendBeacon?.(this.url, data)) fetch(this.url, { method: "POST", body: data, keepalive: true }).catch(() => undefined);
    }

    /* A copy kept here that the server's text does not contain is offered, never put in silently. */
    offer() {
      const kept = memory.get(this.key);
      if (!kept || kept === this.saved) return memory.drop(this.key);
      const yes = make("button", { type: "button", class: "btn quiet small" }, word("restore"));
      const no = make("button", { type: "button", class: "btn bare small" }, word("discard"));
      const bar = make("div", { class: "banner close", role: "status" }, make("div", {}, make("p", {}, word("kept"))), yes, no);
      this.form.prepend(bar);
      yes.addEventListener("click", () => { this.restore(JSON.parse(kept)); bar.remove(); this.changed(); });
      no.addEventListener("click", () => { memory.drop(this.key); bar.remove(); });
      return undefined;
    }

    restore(pairs) {
      const values = new Map();
      for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
      for (const field of this.form.elements) {
        if (!field.name || ["csrfmiddlewaretoken"].includes(field.name) || ["file", "submit", "button", "hidden"].includes(field.type)) continue;
        const wanted = values.get(field.name) ?? [];
        if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
        else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
        else field.value = wanted[0] ?? "";
      }
    }
  }

  function tally(counter) {
    const field = document.getElementById(counter.dataset.tally);
    const max = Number(counter.dataset.max);
    const count = () => {
      const left = max - field.value.length;
      counter.textContent = left < 0 ? `${-left} ${word("wordsOver")}` : left <= max / 4 ? `${left} ${word("wordsLeft")}` : "";
      counter.classList.toggle("bad", left < 0);
    };
    field?.addEventListener("input", count);
    if (field) count();
  }

  function begin(root) {
    const fresh = (selector) => all(selector, root).filter((box) => !box.dataset.ready && (box.dataset.ready = "1"));
    fresh("[data-tally]").forEach(tally);
    fresh("form[data-autosave]").forEach((form) => new Draft(form));
  }

  document.addEventListener("DOMContentLoaded", () => begin(document));
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement ?? document));
})();
