// The form of a notebook. Python decides; this file shows fields, hands answers over and shows what comes back.
// Text is set as text; the one piece of HTML, the findings, was escaped where it was made.

const AT_ONCE = 6;
let forms = 0;

function make(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "text") node.textContent = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child));
  return node;
}

function isDark() {
  const said = document.body.getAttribute("data-jp-theme-light");
  if (said !== null) return said === "false";
  for (const node of [document.body, document.documentElement]) {
    if (["dark", "dark-theme", "vscode-dark"].some((one) => node.classList.contains(one))) return true;
    if (["light", "light-theme", "vscode-light"].some((one) => node.classList.contains(one))) return false;
  }
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

class Form {
  constructor(model, host) {
    this.model = model;
    this.prefix = `eligibility-form-${++forms}`;
    this.layout = model.get("layout_of_form");
    this.words = this.layout.words;
    this.fields = new Map();
    this.groupOf = new Map();
    for (const group of this.layout.groups)
      for (const field of group.fields) {
        this.fields.set(field.path, field);
        this.groupOf.set(field.path, group.title);
      }
    this.host = host;
    this.build();
    this.onView = () => this.show();
    this.onAnswers = () => {
      if (JSON.stringify(this.model.get("answers")) !== JSON.stringify(this.outgoing())) this.build();
    };
    model.on("change:view", this.onView);
    model.on("change:answers", this.onAnswers);
  }

  stop() {
    this.model.off("change:view", this.onView);
    this.model.off("change:answers", this.onAnswers);
    this.observer.disconnect();
  }

  say(word, ...values) {
    return values.reduce((text, value) => text.replace("{}", value), this.words[word]);
  }

  // --- the whole ---

  build() {
    this.answers = structuredClone(this.model.get("answers"));
    this.boxes = new Map();
    this.messages = new Map();
    const code = this.layout.language === "zh" ? "zh-CN" : "en";
    this.ask = make("div", { class: "fields" });
    this.nothing = make("p", { class: "quiet", text: this.say("nothing") });
    this.known = this.folded("known", true);
    this.others = this.folded("others", false);
    this.warning = make("p", { class: "warning", role: "status" });
    const questions = make(
      "section",
      { class: "questions", "aria-label": this.say("title") },
      this.dayField(),
      this.warning,
      make("div", { class: "heading", role: "heading", "aria-level": "3", text: this.say("ask") }),
      this.ask,
      this.nothing,
      this.known.details,
      this.others.details,
    );
    this.status = make("div", { class: "changes", role: "status", "aria-live": "polite" });
    this.findings = make("div", { class: "findings", id: `${this.prefix}-findings`, tabindex: "-1" });
    // Where the halves stand below each other, the counts stay in sight and lead to the findings.
    this.counts = make("button", { type: "button", class: "counts", "aria-controls": this.findings.id });
    this.counts.addEventListener("click", () => {
      this.findings.focus({ preventScroll: true });
      beside.scrollIntoView({ block: "start" });
    });
    const beside = make(
      "section",
      { class: "beside", "aria-label": this.say("findings") },
      make("div", { class: "heading", role: "heading", "aria-level": "3", text: this.say("findings") }),
      this.status,
      this.findings,
      this.copies(),
    );
    // The keys belong to the form: in JupyterLab an arrow would select another cell, and a letter make one.
    const keys = { "data-lm-suppress-shortcuts": "true", onkeydown: (event) => event.stopPropagation() };
    const form = make("div", { class: "eligibility eligibility-form", lang: code, ...keys }, this.counts, questions, beside);
    const theme = make("div", {}, form);
    const paint = () => (theme.className = `eligibility-host ${isDark() ? "dark" : "light"}`);
    paint();
    this.observer?.disconnect();
    this.observer = new MutationObserver(paint);
    for (const node of [document.body, document.documentElement])
      this.observer.observe(node, { attributes: true, attributeFilter: ["class", "data-jp-theme-light"] });
    this.host.replaceChildren(theme);
    this.asked = [];
    this.last = "";
    this.show();
  }

  folded(word, open) {
    const summary = make("summary");
    const body = make("div", { class: "body" });
    return { word, summary, body, details: make("details", { open }, summary, body) };
  }

  dayField() {
    const id = `${this.prefix}-on`;
    const input = make("input", { id, type: "text", value: this.answers["@on"]?.value ?? "" });
    input.addEventListener("change", () => this.answer("@on", { value: input.value }));
    const error = this.errorLine("@on", input);
    return make("div", { class: "field day" }, make("label", { for: id, text: this.say("on") }), input, error);
  }

  copies() {
    const details = make("details", { class: "copies" }, make("summary", { text: this.say("copy_title") }));
    this.texts = {};
    for (const [kind, name] of [["python", "Python"], ["yaml", "YAML"]]) {
      const text = make("pre", { tabindex: "0", "aria-label": name });
      const button = make("button", { type: "button", text: `${this.say("copy")} ${name}` });
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(text.textContent);
          button.textContent = this.say("copied");
        } catch {
          getSelection().selectAllChildren(text);
        }
      });
      this.texts[kind] = text;
      details.append(make("div", { class: "heading", text: name }), text, button);
    }
    return details;
  }

  // --- where a field stands ---

  relevant() {
    return this.model.get("view").ask.map((one) => one.path).filter((path) => this.fields.has(path));
  }

  isAnswered(path) {
    const field = this.fields.get(path);
    if (this.has(path)) return field.kind !== "records" || this.recordsAreAnswered(field);
    return false;
  }

  has(path) {
    const answer = this.answers[path];
    if (!answer) return false;
    if (answer.unknown || answer.count !== undefined) return true;
    return answer.value !== undefined && answer.value !== null && answer.value !== "";
  }

  recordsAreAnswered(field) {
    const count = this.answers[field.path].count ?? 0;
    for (let index = 0; index < count; index++)
      if (!field.fields.every((one) => this.has(`${field.path}[${index}].${one.path}`))) return false;
    return true;
  }

  // What was answered last, and what is in use, stays where it is; the answers before it are put away.
  place() {
    const active = this.host.getRootNode().activeElement;
    const inUse = (path) => path === this.last || Boolean(this.boxes.get(path)?.contains(active));
    const open = this.relevant().filter((path) => !this.isAnswered(path));
    this.asked = this.asked.filter((path) => inUse(path) || open.includes(path));
    const more = open.filter((path) => !this.asked.includes(path) && !inUse(path));
    const waiting = this.asked.filter((path) => open.includes(path)).length;
    this.asked.push(...more.slice(0, Math.max(0, AT_ONCE - waiting)));
    this.fill(this.ask, this.asked);
    this.groups(this.known, (path) => !this.asked.includes(path) && this.has(path));
    this.groups(this.others, (path) => !this.asked.includes(path) && !this.has(path));
  }

  fill(place, paths) {
    const wanted = paths.map((path) => this.box(path));
    if (wanted.length === place.children.length && wanted.every((node, at) => node === place.children[at])) return;
    for (const node of wanted) if (node.parentNode !== place) place.append(node);
    for (const node of [...place.children]) if (!wanted.includes(node)) node.remove();
  }

  // A field in use stays where it is, whatever its group, until it is left.
  groups(section, belongs) {
    const active = this.host.getRootNode().activeElement;
    section.parts ??= new Map();
    let count = 0;
    for (const group of this.layout.groups) {
      let part = section.parts.get(group.title);
      if (!part) {
        const summary = make("summary");
        const body = make("div", { class: "fields" });
        part = { summary, body, details: make("details", { open: section.word === "known" }, summary, body) };
        section.parts.set(group.title, part);
        section.body.append(part.details);
      }
      const paths = group.fields.map((field) => field.path).filter((path) => {
        const box = this.boxes.get(path);
        if (box && box.contains(active) && !this.asked.includes(path)) return box.parentNode === part.body;
        return belongs(path);
      });
      for (const path of paths) {
        const box = this.box(path);
        if (box.parentNode !== part.body) part.body.append(box);
      }
      part.details.hidden = paths.length === 0;
      part.summary.textContent = `${group.title} (${paths.length})`;
      count += paths.length;
    }
    section.details.hidden = count === 0;
    section.summary.textContent = `${this.say(section.word)} (${count})`;
  }

  // --- one field ---

  box(path) {
    let box = this.boxes.get(path);
    if (!box) {
      box = make("div", { "data-path": path }, this.field(this.fields.get(path), path));
      this.boxes.set(path, box);
    }
    return box;
  }

  redraw(path) {
    const box = this.boxes.get(path);
    if (box) box.replaceChildren(this.field(this.fields.get(path), path));
    this.show();
  }

  field(field, path) {
    const id = `${this.prefix}-${path.replace(/[^\w]/g, "-")}`;
    const hint = make("p", { class: "quiet", id: `${id}-hint`, text: field.question });
    const control = this.control(field, path, id);
    const grouped = control.group;
    const label = grouped ? make("legend", { text: field.label }) : make("label", { for: id, text: field.label });
    const parts = [label, hint];
    if (field.help) parts.push(make("p", { class: "quiet", text: field.help }));
    const line = make("div", { class: "control" }, ...control.nodes);
    if (field.unit) line.append(make("span", { class: "unit", text: field.unit }));
    if (field.kind !== "records" || !this.answers[path]?.count) line.append(this.reasons(field, path, id, control));
    parts.push(line, ...(control.below ?? []));
    const first = control.focus ?? control.nodes[0];
    parts.push(make("p", { class: "echo quiet" }), this.errorLine(path, first));
    const kind = grouped ? "fieldset" : "div";
    return make(kind, { class: "field", "aria-describedby": grouped ? `${id}-hint` : undefined }, ...parts);
  }

  // What somebody may answer in the place of a value: that it is not known, and why.
  reasons(field, path, id, control) {
    const select = make("select", { id: `${id}-reason`, "aria-label": `${field.label}: ${this.say("unknown")}` });
    select.append(make("option", { value: "", text: this.say("unknown") }));
    for (const one of this.layout.reasons) select.append(make("option", { value: one.value, text: one.label }));
    select.value = this.answers[path]?.unknown ?? "";
    select.addEventListener("change", () => {
      if (select.value) {
        control.clear();
        this.answer(path, { unknown: select.value });
      } else this.answer(path, undefined);
    });
    control.known = () => (select.value = "");
    return select;
  }

  errorLine(path, control) {
    const id = `${this.prefix}-${path.replace(/[^\w]/g, "-")}-error`;
    const line = make("p", { class: "error", id, role: "alert" });
    this.messages.set(path, { line, control });
    return line;
  }

  control(field, path, id) {
    const value = this.answers[path]?.value;
    const control = { group: false, nodes: [], clear: () => {}, known: () => {} };
    const set = (next) => {
      control.known();
      this.answer(path, next === undefined || next === "" ? undefined : { value: next });
    };
    switch (field.kind) {
      case "boolean":
        return this.radios(control, id, [[true, this.say("yes")], [false, this.say("no")]], value, set);
      case "choice":
        if (field.choices.length > 4) return this.select(control, field, id, value, set);
        return this.radios(control, id, field.choices.map((one) => [one.value, one.label]), value, set);
      case "choices":
        return this.checks(control, field, id, value, set);
      case "region":
        return this.region(control, field, id, value, set);
      case "records":
        return this.records(control, field, path);
      default: {
        const hint = field.kind === "date" ? this.say("date_hint") : undefined;
        const numeric = field.kind === "date" ? undefined : "decimal";
        const input = make("input", {
          id, type: "text", autocomplete: "off", placeholder: hint, inputmode: numeric,
          "aria-describedby": `${id}-hint ${id}-error`, value: value ?? "",
        });
        input.addEventListener("change", () => set(input.value));
        control.nodes = [input];
        control.clear = () => (input.value = "");
        return control;
      }
    }
  }

  radios(control, id, options, value, set) {
    control.group = true;
    const inputs = [];
    for (const [own, label] of options) {
      const input = make("input", { type: "radio", name: id, checked: own === value });
      input.addEventListener("change", () => set(own));
      inputs.push(input);
      control.nodes.push(make("label", { class: "option" }, input, make("span", { text: label })));
    }
    control.clear = () => inputs.forEach((input) => (input.checked = false));
    control.focus = inputs[0];
    const button = make("button", { type: "button", class: "clear", text: this.say("clear") });
    button.addEventListener("click", () => (control.clear(), set(undefined)));
    control.nodes.push(button);
    return control;
  }

  select(control, field, id, value, set) {
    const select = make("select", { id, "aria-describedby": `${id}-hint ${id}-error` });
    select.append(make("option", { value: "", text: this.say("choose") }));
    for (const one of field.choices) select.append(make("option", { value: one.value, text: one.label }));
    select.value = value ?? "";
    select.addEventListener("change", () => set(select.value));
    control.nodes = [select];
    control.clear = () => (select.value = "");
    return control;
  }

  checks(control, field, id, value, set) {
    control.group = true;
    const boxes = field.choices.map((one) => {
      const input = make("input", { type: "checkbox", value: one.value, checked: value?.includes(one.value) });
      control.nodes.push(make("label", { class: "option" }, input, make("span", { text: one.label })));
      return input;
    });
    const none = make("input", { type: "checkbox", checked: value?.length === 0 });
    control.nodes.push(make("label", { class: "option" }, none, make("span", { text: this.say("none_of_these") })));
    const send = () => {
      const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      if (chosen.length) none.checked = false;
      set(chosen.length || none.checked ? chosen : undefined);
    };
    for (const box of boxes) box.addEventListener("change", send);
    none.addEventListener("change", () => {
      if (none.checked) boxes.forEach((box) => (box.checked = false));
      send();
    });
    control.clear = () => [none, ...boxes].forEach((box) => (box.checked = false));
    control.focus = boxes[0];
    return control;
  }

  region(control, field, id, value, set) {
    const listed = field.choices.some((one) => one.value === value);
    const select = make("select", { id, "aria-describedby": `${id}-hint ${id}-error` });
    select.append(make("option", { value: "", text: this.say("choose") }));
    for (const one of field.choices) select.append(make("option", { value: one.value, text: one.label }));
    select.append(make("option", { value: "?", text: this.say("elsewhere") }));
    select.value = value === undefined ? "" : listed ? value : "?";
    const other = make("input", {
      type: "text", class: "code", inputmode: "numeric", "aria-label": `${field.label}: ${this.say("code")}`,
      value: listed ? "" : (value ?? ""), hidden: select.value !== "?",
    });
    select.addEventListener("change", () => {
      other.hidden = select.value !== "?";
      set(select.value === "?" ? other.value : select.value);
      if (!other.hidden) other.focus();
    });
    other.addEventListener("change", () => set(other.value));
    control.nodes = [select, other];
    control.clear = () => {
      select.value = "";
      other.value = "";
      other.hidden = true;
    };
    return control;
  }

  // A list: how many there are, "none" being an answer, and the fields of each.
  records(control, field, path) {
    control.group = true;
    const count = this.answers[path]?.count;
    const none = make("button", { type: "button", "aria-pressed": String(count === 0), text: this.say("none") });
    none.addEventListener("click", () => this.setRecords(path, []));
    const add = make("button", { type: "button", text: this.say("add") });
    add.addEventListener("click", () => {
      const next = count ?? 0;
      this.setRecords(path, [...Array(next).keys(), next]);
      this.boxes.get(path).querySelectorAll(".record")[next]?.querySelector("input, select")?.focus();
    });
    control.nodes = count ? [add] : [none, add];
    control.focus = control.nodes[0];
    control.below = [];
    for (let index = 0; index < (count ?? 0); index++) {
      const inner = field.fields.map((one) => this.field(one, `${path}[${index}].${one.path}`));
      const remove = make("button", { type: "button", text: this.say("remove", index + 1) });
      remove.addEventListener("click", () => {
        this.setRecords(path, [...Array(count).keys()].filter((one) => one !== index));
        this.boxes.get(path).querySelector("button")?.focus();
      });
      const title = make("legend", { text: this.say("item", index + 1) });
      control.below.push(make("fieldset", { class: "record" }, title, ...inner, remove));
    }
    return control;
  }

  // The records that stay, by their old numbers; one that was not there is new.
  setRecords(path, kept) {
    const old = this.answers;
    const next = {};
    for (const [key, answer] of Object.entries(old)) if (!key.startsWith(`${path}[`) && key !== path) next[key] = answer;
    next[path] = { count: kept.length };
    kept.forEach((from, to) => {
      for (const one of this.fields.get(path).fields) {
        const answer = old[`${path}[${from}].${one.path}`];
        if (answer) next[`${path}[${to}].${one.path}`] = answer;
      }
    });
    this.answers = next;
    this.last = path;
    this.redraw(path);
    this.send();
  }

  // --- to Python and back ---

  answer(path, answer) {
    this.last = path.split("[")[0];
    if (answer === undefined) delete this.answers[path];
    else this.answers[path] = answer;
    this.send();
  }

  outgoing() {
    return this.answers;
  }

  send() {
    this.model.set("answers", structuredClone(this.answers));
    this.model.save_changes();
  }

  show() {
    const view = this.model.get("view");
    const matters = new Map(view.ask.map((one) => [one.path, one.matters]));
    this.place();
    for (const [path, { line, control }] of this.messages) {
      const said = view.errors[path] ?? "";
      if (line.textContent !== said) line.textContent = said;
      control?.setAttribute?.("aria-invalid", said ? "true" : "false");
      const echo = line.previousElementSibling;
      if (echo?.classList.contains("echo")) {
        const settled = this.asked.includes(path) && !matters.has(path) && !this.has(path);
        const weight = matters.get(path) && !this.has(path) ? this.say("matters", matters.get(path)) : "";
        echo.textContent = view.echoes[path] ?? (settled ? this.say("settled") : weight);
      }
    }
    const wrong = Object.keys(view.errors).length;
    this.warning.textContent = wrong ? this.say("wrong", wrong) : "";
    this.nothing.hidden = this.asked.length > 0;
    this.status.replaceChildren(
      ...(view.failed ? [make("p", { class: "error", text: view.failed })] : []),
      ...view.changes.map((text) => make("p", { text })),
      ...(this.last && !view.failed && !view.changes.length
        ? [make("p", { class: "quiet", text: this.say("no_change") })]
        : []),
    );
    const opened = new Set([...this.findings.querySelectorAll("details[open]")].map((one) => one.dataset.key));
    this.findings.innerHTML = view.findings;
    this.counts.replaceChildren(
      make("span", { text: this.say("to_findings") }),
      ...[...this.findings.querySelectorAll(".tally .badge")].map((one) => one.cloneNode(true)),
    );
    this.counts.hidden = !this.findings.querySelector(".tally .badge");
    this.findings.querySelectorAll("details").forEach((one) => {
      one.dataset.key = one.parentElement.className;
      one.open = opened.has(one.dataset.key);
    });
    this.texts.python.textContent = view.python;
    this.texts.yaml.textContent = view.yaml;
  }
}

// While the form lives, the summary that it leaves for exports is not shown beside it.
function hideSummary(id) {
  const style = document.createElement("style");
  style.textContent = `[data-eligibility-summary="${CSS.escape(id)}"]{display:none}`;
  document.head.append(style);
  return () => style.remove();
}

function render({ model, el }) {
  const form = new Form(model, el);
  const showSummary = hideSummary(model.get("summary_id"));
  return () => {
    form.stop();
    showSummary();
  };
}

export default { render };
