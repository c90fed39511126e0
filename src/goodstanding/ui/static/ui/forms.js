/* What forms gain with script: drafts that save themselves, files that can be dropped and pasted, a formatting bar,
   a count of characters. Each form works without it. */
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

  /* ── files ────────────────────────────────────────────────────────────────────────────────
     <div data-drop data-max-mb [data-upload-url]> around a file input. With an upload URL each file is sent at once as
     `file`; the answer {"ref": "…", "name": "…"} becomes a hidden input `<name>_refs`. What has not arrived stays in the input. */

  class Drop {
    constructor(box) {
      this.box = box;
      this.input = one("input[type=file]", box);
      this.list = one(".files", box);
      this.max = Number(box.dataset.maxMb) * 1024 * 1024;
      this.files = [];
      this.input.addEventListener("change", () => this.take([...this.input.files], true));
      for (const kind of ["dragenter", "dragover"]) box.addEventListener(kind, (event) => { event.preventDefault(); box.classList.add("over"); });
      for (const kind of ["dragleave", "drop"]) box.addEventListener(kind, () => box.classList.remove("over"));
      box.addEventListener("drop", (event) => { event.preventDefault(); this.take([...event.dataTransfer.files]); });
      (this.input.form ?? box).addEventListener("paste", (event) => {
        const pasted = [...(event.clipboardData?.files ?? [])];
        if (pasted.length && one("[data-drop]", this.input.form ?? document) === box) { event.preventDefault(); this.take(pasted); }
      });
    }

    take(incoming, chosen = false) {
      const good = [];
      const wrong = [];
      for (const file of incoming) {
        const why = this.reason(file);
        if (why) wrong.push([file, why]);
        else good.push(file);
      }
      const fresh = this.input.multiple ? good : good.slice(0, 1);
      if (!this.input.multiple && good.length > 1) wrong.push([good[1], word("tooMany")]);
      this.files = this.input.multiple ? this.files.concat(fresh) : fresh.length ? fresh : chosen ? [] : this.files;
      this.show(wrong);
      if (this.box.dataset.uploadUrl) fresh.forEach((file) => this.upload(file));
    }

    reason(file) {
      if (this.max && file.size > this.max) return word("tooBig");
      const wanted = this.input.accept.split(",").map((part) => part.trim().toLowerCase()).filter(Boolean);
      const name = file.name.toLowerCase();
      const fits = wanted.some((part) => (part.startsWith(".") ? name.endsWith(part) : part.endsWith("/*") ? file.type.startsWith(part.slice(0, -1)) : file.type === part));
      return wanted.length && !fits ? word("wrongType") : "";
    }

    /* What has not arrived yet travels with the form: sending before an upload has ended loses nothing. */
    carry() {
      const carrier = new DataTransfer();
      this.files.filter((file) => !file.gsRef).forEach((file) => carrier.items.add(file));
      this.input.files = carrier.files;
    }

    show(wrong) {
      this.carry();
      const rows = this.files.map((file) => (file.gsRow ??= this.row(file)));
      const errors = wrong.map(([file, why]) => make("li", {}, make("span", { class: "clip" }, file.name), make("span", { class: "error" }, why)));
      this.list.replaceChildren(...rows, ...errors);
      this.list.hidden = !rows.length && !errors.length;
    }

    row(file) {
      const size = make("span", { class: "muted small" }, this.size(file.size));
      const remove = make("button", { type: "button", class: "btn bare small", "aria-label": `${word("remove")} ${file.name}` }, word("remove"));
      remove.addEventListener("click", () => {
        file.gsUpload?.abort();
        file.gsRef?.remove();
        this.files = this.files.filter((other) => other !== file);
        this.show([]);
        this.input.focus();
      });
      return make("li", {}, make("span", { class: "clip" }, file.name), size, remove);
    }

    size(bytes) {
      const [unit, n] = bytes >= 1048576 ? ["megabyte", bytes / 1048576] : ["kilobyte", Math.max(1, bytes / 1024)];
      return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(n);
    }

    upload(file) {
      const bar = make("progress", { max: "100", value: "0", "aria-label": file.name });
      const request = new XMLHttpRequest();
      const body = new FormData();
      one(".error", file.gsRow)?.remove();
      file.gsRow.append(bar);
      file.gsUpload = request;
      body.append("file", file);
      request.open("POST", this.box.dataset.uploadUrl);
      request.setRequestHeader("X-CSRFToken", csrf(this.input.form));
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; });
      request.addEventListener("loadend", () => {
        bar.remove();
        const answer = this.json(request.responseText);
        if (request.status >= 200 && request.status < 300 && answer.ref) this.uploaded(file, answer.ref);
        else if (this.files.includes(file)) this.refused(file, answer.detail);
      });
      request.send(body);
    }

    uploaded(file, ref) {
      file.gsRef = make("input", { type: "hidden", name: `${this.input.name}_refs`, value: ref });
      this.box.append(file.gsRef);
      this.carry();
      file.gsRow.children[1].textContent += `, ${word("uploaded")}`;
      this.input.required = false;
      this.input.form?.dispatchEvent(new Event("change", { bubbles: true }));
    }

    refused(file, why) {
      const again = make("button", { type: "button", class: "linkish" }, word("retry"));
      again.addEventListener("click", () => this.upload(file));
      file.gsRow.append(make("span", { class: "error" }, why || word("uploadFailed"), " ", again));
    }

    json(text) { try { return JSON.parse(text); } catch { return {}; } }
  }

  /* ── formatting bar ───────────────────────────────────────────────────────────────────────
     Writes Markdown marks around what is selected; execCommand keeps the browser's own undo. */

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
    const marked = value.slice(from, to).split("\n").map((line, i) => mark(i) + line.replace(/^(\s*)(?:[-*]|\d+\.)\s+/, "$1"));
    put(area, marked.join("\n"), from, to);
  }

  function toolbar(box) {
    const area = one("textarea", box);
    if (!area) return;
    const tools = [
      ["bold", "B", () => around(area, "**", "**", word("bold"))],
      ["bullets", "•", () => lines(area, () => "- ")],
      ["numbers", "1.", () => lines(area, (i) => `${i + 1}. `)],
      ["link", "↗", () => around(area, "[", "](https://)", word("link"))],
    ];
    const bar = make("div", { class: "editor-bar", role: "group", "aria-label": word("toolbar") });
    for (const [name, sign, does] of tools) {
      const button = make("button", { type: "button", "aria-controls": area.id }, make("b", { "aria-hidden": "true" }, sign), word(name));
      button.addEventListener("click", does);
      bar.append(button);
    }
    box.prepend(bar);
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
    fresh("[data-drop]").forEach((box) => new Drop(box));
    fresh("[data-editor]").forEach(toolbar);
    fresh("[data-tally]").forEach(tally);
    fresh("form[data-autosave]").forEach((form) => new Draft(form));
  }

  document.addEventListener("DOMContentLoaded", () => begin(document));
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement ?? document));
})();
