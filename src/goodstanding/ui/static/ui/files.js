/* Files that can be dropped, pasted and chosen, sent at once with their progress, and taken away again. Without this file
   the plain file field sends them with the form. */
"use strict";

(() => {
  const { one, all, word, make } = gs;
  const csrf = (form) => form?.elements.csrfmiddlewaretoken?.value ?? one("input[name=csrfmiddlewaretoken]")?.value ?? "";

  /* <div data-drop data-max-mb [data-upload-url]> around a file input. With an upload URL each file is sent at once as
     `file`; the answer {"ref": "…", "name": "…"} becomes a hidden input `<name>_refs`. What has not arrived stays in the input. Pictures are shown small before they leave. */

  class Drop {
    constructor(box) {
      this.box = box;
      this.input = one("input[type=file]", box);
      this.list = one(".files", box);
      this.max = Number(box.dataset.maxMb) * 1024 * 1024;
      this.most = Number(box.dataset.most) || Infinity;
      this.files = [];
      this.wrong = [];
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
      const room = this.input.multiple ? Math.max(0, this.most - this.files.length - all(".kept input:checked", this.box).length) : 1;
      const fresh = good.slice(0, room);
      if (this.input.multiple) wrong.push(...good.slice(room).map((file) => [file, this.word("crowded")]));
      if (!this.input.multiple && good.length > 1) wrong.push([good[1], word("tooMany")]);
      this.files = this.input.multiple ? this.files.concat(fresh) : fresh.length ? fresh : chosen ? [] : this.files;
      this.show(wrong);
      if (wrong.length) this.say(wrong.map(([file, why]) => `${file.name}: ${why}`).join(" "));
      if (this.box.dataset.uploadUrl) fresh.forEach((file) => this.upload(file));
    }

    reason(file) {
      if (this.max && file.size > this.max) return this.word("tooBig");
      const wanted = this.input.accept.split(",").map((part) => part.trim().toLowerCase()).filter(Boolean);
      const name = file.name.toLowerCase();
      const fits = wanted.some((part) => (part.startsWith(".") ? name.endsWith(part) : part.endsWith("/*") ? file.type.startsWith(part.slice(0, -1)) : file.type === part));
      return wanted.length && !fits ? this.word("wrongType") : "";
    }

    /* The box's own words know its limits. */
    word(name) { return this.box.dataset[name] ?? word(name); }

    /* What has not arrived yet travels with the form: sending before an upload has ended loses nothing. */
    carry() {
      const carrier = new DataTransfer();
      this.files.filter((file) => !file.gsRef).forEach((file) => carrier.items.add(file));
      this.input.files = carrier.files;
    }

    show(wrong) {
      this.wrong = wrong.length ? this.wrong.concat(wrong).slice(-20) : this.wrong;
      this.carry();
      const rows = this.files.map((file) => (file.gsRow ??= this.row(file)));
      const errors = this.wrong.map(([file, why]) => make("li", {}, make("span", { class: "clip" }, file.name), make("span", { class: "error" }, why)));
      this.list.replaceChildren(...rows, ...errors);
      this.list.hidden = !rows.length && !errors.length;
    }

    row(file) {
      const size = make("span", { class: "muted small" }, this.size(file.size));
      const remove = make("button", { type: "button", class: "btn bare small", "aria-label": `${word("remove")} ${file.name}` }, word("remove"));
      remove.addEventListener("click", () => {
        this.wrong = [];
        file.gsUpload?.abort();
        file.gsRef?.remove();
        this.files = this.files.filter((other) => other !== file);
        this.show([]);
        this.input.focus();
        this.say(`${word("removed")}: ${file.name}`);
        this.input.form?.dispatchEvent(new Event("change", { bubbles: true }));
      });
      const name = make("span", { class: "clip" }, file.name);
      this.picture(file, name);
      return make("li", {}, name, size, remove);
    }

    /* Drawn on a canvas, since the policy of the pages lets no picture in from elsewhere. */
    async picture(file, name) {
      if (!file.type.startsWith("image/") || !window.createImageBitmap) return;
      const small = await createImageBitmap(file, { resizeHeight: 96, resizeQuality: "medium" }).catch(() => null);
      if (!small) return;
      const canvas = make("canvas", { class: "thumb", width: Math.min(small.width, 192), height: 96, "aria-hidden": "true" });
      canvas.getContext("2d").drawImage(small, 0, 0);
      name.before(canvas);
      name.parentElement.classList.add("pictured");
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
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("loadend", () => {
        bar.remove();
        const answer = this.json(request.responseText);
        if (request.status >= 200 && request.status < 300 && answer.ref) this.uploaded(file, answer.ref);
        else if (this.files.includes(file)) this.refused(file, answer.detail, [413, 422].includes(request.status));
      });
      request.send(body);
    }

    uploaded(file, ref) {
      file.gsRef = make("input", { type: "hidden", name: `${this.input.name}_refs`, value: ref });
      file.gsRow.append(file.gsRef); // sent in the order of the list
      this.carry();
      one(".small", file.gsRow).textContent += `, ${word("uploaded")}`;
      this.say(`${file.name}: ${word("uploaded")}`);
      this.input.required = false;
      this.input.form?.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* One quiet region says what became of each file; the list itself would be read out whole. */
    say(text) {
      const spoken = one("[data-drop-state]", this.box);
      if (spoken) spoken.textContent = text;
    }

    /* What the server will never take is not offered again, and does not travel with the form. */
    refused(file, why, final) {
      this.say(`${file.name}: ${why || word("uploadFailed")}`);
      if (final && why) {
        this.files = this.files.filter((other) => other !== file);
        this.show([[file, why]]);
        return;
      }
      const again = make("button", { type: "button", class: "linkish" }, word("retry"));
      again.addEventListener("click", () => this.upload(file));
      file.gsRow.append(make("span", { class: "error" }, why || word("uploadFailed"), " ", again));
    }

    json(text) { try { return JSON.parse(text); } catch { return {}; } }
  }

  function begin(root) {
    for (const box of all("[data-drop]:not([data-ready])", root)) {
      box.dataset.ready = "1";
      new Drop(box);
    }
  }

  document.addEventListener("DOMContentLoaded", () => begin(document));
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement ?? document));
})();
