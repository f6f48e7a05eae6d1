// The values: a row for each field, a grid for each table, what a person does to them, and their history.

function record(value) {
  const shape = JSON.stringify([value.id, value.status, [...grown], value.fields.map((field) => field.key), value.tables.map((table) => [table.deleted, table.rows.flat().map((field) => field.key)])]);
  if (shape === built) {
    for (const field of [...value.fields, ...value.tables.flatMap((table) => table.rows.flat())]) entryOf(field);
  } else {
    const writing = document.activeElement?.dataset?.path; // putting a node in its place again takes its focus
    const kept = new Set();
    part("fields").replaceChildren(...value.fields.map((field) => (kept.add(field.key), entryOf(field).node)));
    const none = !value.fields.length && !value.tables.length && ["read", "reviewed"].includes(value.status);
    if (none) part("fields").append(make("p", { class: "quiet" }, say("no_values")));
    part("tables").replaceChildren(...value.tables.map((table) => grid(table, kept)));
    for (const path of fields.keys()) if (!kept.has(path)) fields.delete(path);
    built = shape;
    if (writing && fields.has(writing)) fields.get(writing).input.focus({ preventScroll: true });
  }
  const open = doubts().length;
  part("left").hidden = !fields.size;
  part("left").disabled = !open;
  part("left").textContent = say(open ? "doubts_left" : "doubts_none", { count: open });
  light();
}

/** The kept row or cell of a field, brought up to date. What is being typed is not touched. */
function entryOf(field, cell = false, name = field.label) {
  let entry = fields.get(field.key);
  if (!entry) {
    entry = cell ? cellOf(field, name) : rowOf(field);
    fields.set(field.key, entry);
  }
  entry.field = field;
  if (!entry.typed) entry.input.value = field.value;
  entry.update();
  return entry;
}

function inputOf(field, name) {
  const typed = { amount: "decimal", number: "decimal" }[field.type];
  const input =
    field.type === "bool"
      ? make("button", { type: "button", role: "switch", class: "switch" })
      : make("input", { type: "text", inputmode: typed, placeholder: say("empty"), autocomplete: "off", spellcheck: "false" });
  input.dataset.path = field.key;
  input.setAttribute("aria-label", name);
  if (typed) input.classList.add("number");
  return input;
}

/** A switch shows yes, no, or that nothing is known. */
function switched(input) {
  if (input.tagName !== "BUTTON") return;
  input.setAttribute("aria-checked", String(input.value === "true"));
  input.replaceChildren(make("span", { class: "knob", "aria-hidden": "true" }), say({ true: "yes", false: "no" }[input.value] ?? "empty"));
}

function restore(entry) {
  entry.typed = false;
  entry.problem = "";
  entry.input.value = entry.field.value;
  entry.update();
}

function save(entry) {
  const { input, field } = entry;
  if (!entry.typed || input.value === field.value) return restore(entry);
  send("save", { field: field.key, after: input.value.trim(), before: field.value }, field.key, say("saved", { label: field.label }), input.value);
}

/** What is read is right: it counts as set by a person from now on. */
function accept(path, goOn = false) {
  const entry = fields.get(path);
  if (!entry) return toDoubt(1);
  if (entry.typed) return save(entry);
  const { key, label, value, level } = entry.field;
  if (level !== "person") send("save", { field: key, after: value, before: value }, key, say("accepted", { label }), value);
  if (goOn) {
    entry.field = { ...entry.field, level: "person", issues: [] }; // the answer says the same in a moment
    if (doubts().length) toDoubt(1);
    else if (fields.get(path)) choose(path, { focus: "row" });
  }
}

/** What is read is wrong, and there is nothing to put in its place. */
function reject(path) {
  const entry = fields.get(path);
  if (!entry || (!entry.field.value && entry.field.level === "person")) return;
  entry.typed = false;
  send("save", { field: path, after: "", before: entry.field.value }, path, say("rejected", { label: entry.field.label }), "");
}

function undo(path) {
  const entry = fields.get(path);
  if (entry?.field.undoable) send("undo", { field: path, before: entry.field.value }, path, say("undone", { label: entry.field.label }));
}

/** What an input does: typing, Enter, Esc, and choosing its place on the page. */
function live(entry, down) {
  const { input } = entry;
  // a pointer that presses a switch must not see it move away before it is let go
  input.addEventListener("focus", () => (input.tagName === "INPUT" || input.matches(":focus-visible")) && choose(entry.field.key, { focus: false }));
  input.addEventListener("click", () => {
    choose(entry.field.key, { focus: false });
    if (input.tagName !== "BUTTON") return;
    input.value = input.value === "true" ? "false" : "true";
    entry.typed = input.value !== entry.field.value;
    entry.problem = "";
    entry.update();
    save(entry);
  });
  input.addEventListener("input", () => {
    entry.typed = input.value !== entry.field.value;
    entry.problem = "";
    entry.update();
  });
  input.addEventListener("keydown", (event) => {
    if (input.tagName === "BUTTON" || event.altKey) return;
    if (event.key === "Enter") (event.preventDefault(), save(entry), down || entry.node.focus({ preventScroll: true }));
    if (event.key === "Escape") (event.preventDefault(), restore(entry), down || entry.node.focus({ preventScroll: true }));
    if (down && (event.key === "ArrowDown" || event.key === "ArrowUp")) (event.preventDefault(), down(event.key === "ArrowDown" ? 1 : -1));
  });
}

/** Who stands for a value that a person set. */
function levelOf(field) {
  if (field.level !== "person") return say(`level_${field.level}`);
  if (field.confirmed) return field.by ? say("confirmed_by", { who: field.by }) : say("confirmed");
  return field.by ? say("set_by", { who: field.by }) : say("level_person");
}

function rowOf(field) {
  const input = inputOf(field, field.label);
  const entry = { field, input, typed: false, problem: "" };
  live(entry);
  const level = make("span", { class: "level" });
  const under = make("div", { class: "under" });
  const canvas = make("canvas", { class: "cut", "aria-hidden": "true", hidden: true, onclick: () => choose(entry.field.key, { focus: true }) });
  const past = make("details", { class: "past" }, make("summary", {}, say("history")), make("ol"));
  const deed = (name, act) => make("button", { type: "button", class: "small", "data-deed": name, onclick: act }, say(name));
  const [yes, no, back] = [deed("accept", () => accept(entry.field.key)), deed("reject", () => reject(entry.field.key)), deed("undo", () => undo(entry.field.key))];
  const deeds = make("div", { class: "deeds" }, yes, no, back);
  const keys = make(
    "div",
    { class: "keys" },
    make("button", { type: "button", class: "small primary", onclick: () => save(entry) }, say("save")),
    make("button", { type: "button", class: "small", onclick: () => (restore(entry), input.focus()) }, say("restore")),
    make("span", { class: "quiet" }, say("save_keys")),
  );
  const name = make("button", { type: "button", class: "label", tabindex: "-1", onclick: () => choose(entry.field.key, { focus: true }) });
  entry.node = make("div", { class: "field", "data-field": field.key, tabindex: "-1", role: "group" }, name, make("div", { class: "box" }, input, canvas), level, under, keys, deeds, past);
  entry.update = () => {
    const now = entry.field;
    name.textContent = now.label;
    name.setAttribute("aria-label", say("show_on_page", { label: now.label }));
    entry.node.setAttribute("aria-label", `${say("box_of", { label: now.label, value: now.value || say("empty") })}. ${levelOf(now)}`);
    level.textContent = levelOf(now);
    level.className = `level is-${now.level}`;
    entry.node.classList.toggle("typed", entry.typed);
    entry.node.classList.toggle("known", now.readings.length + now.history.length > 0);
    input.setAttribute("aria-invalid", String(Boolean(entry.problem)));
    switched(input);
    input.size = Math.min(60, Math.max(8, input.value.length)); // for browsers that do not size it by its content
    input.title = now.value;
    cutOut(canvas, now);
    yes.hidden = now.level === "person";
    yes.textContent = say(now.value ? "accept" : "accept_empty");
    no.hidden = !now.value;
    back.hidden = !now.undoable;
    under.replaceChildren(...remarks(entry));
    past.querySelector("ol").replaceChildren(...chronicle(now).map((line) => make("li", {}, line)));
  };
  return entry;
}

/** What is said below a value: why it was refused, what is in doubt, how it is printed. */
function remarks(entry) {
  const now = entry.field;
  const lines = [];
  if (entry.problem) lines.push(make("p", { class: "error", role: "alert" }, entry.problem));
  for (const issue of now.issues) lines.push(make("p", { class: "issue" }, issue));
  if (now.raw && now.raw !== now.value && now.level !== "person") lines.push(make("p", { class: "quiet printed" }, say("printed", { raw: now.raw })));
  if (now.value && !now.box && now.level !== "person") lines.push(make("p", { class: "quiet" }, say("not_located")));
  return lines;
}

/** Who or which model, when, before and after: oldest first. */
function chronicle(field) {
  const lines = field.readings.map((one) => [one.when, say("history_read", { model: one.model, value: one.text || say("empty"), when: moment(one.when) })]);
  for (const one of field.history) {
    const how = one.undone ? "history_undone" : one.before === one.after ? "history_confirmed" : "history_line";
    lines.push([one.when, say(how, { who: one.who || say("you"), before: one.before || say("empty"), after: one.after || say("empty"), when: moment(one.when) })]);
  }
  return lines.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, line]) => line);
}

function cellOf(field, name) {
  const input = inputOf(field, name);
  const under = make("div", { class: "under" });
  const entry = { field, input, under, typed: false, problem: "" };
  const canvas = make("canvas", { class: "cut", "aria-hidden": "true", hidden: true });
  live(entry, (step) => {
    const [table, row, column] = entry.field.key.split(".");
    const rows = [...fields.keys()].filter((path) => path.startsWith(`${table}.`) && path.endsWith(`.${column}`));
    fields.get(rows[rows.indexOf(entry.field.key) + step])?.input.focus();
  });
  const deed = (word, act) => make("button", { type: "button", class: "small", "data-deed": word, onclick: act }, say(word));
  entry.node = make("td", { "data-field": field.key, tabindex: "-1" }, input);
  entry.update = () => {
    const now = entry.field;
    entry.node.className = `is-${now.level}${entry.typed ? " typed" : ""}${now.key === chosen ? " chosen" : ""}`;
    input.setAttribute("aria-invalid", String(Boolean(entry.problem)));
    switched(input);
    input.title = [now.value, levelOf(now), now.raw && now.raw !== now.value ? say("printed", { raw: now.raw }) : ""].filter(Boolean).join("\n");
    const lines = [];
    if (entry.problem) lines.push(make("p", { class: "error", role: "alert" }, entry.problem));
    for (const issue of now.issues) lines.push(make("p", { class: "issue" }, say("of_column", { label: now.label, issue })));
    if (entry.typed) lines.push(make("p", { class: "quiet" }, say("save_keys")));
    if (now.key === chosen) {
      cutOut(canvas, now);
      lines.push(
        make(
          "div",
          { class: "cellcard" },
          make("span", { class: `level is-${now.level}` }, `${now.label}: ${levelOf(now)}`),
          canvas,
          now.level !== "person" && now.value ? deed("accept", () => accept(now.key)) : null,
          now.undoable ? deed("undo", () => undo(now.key)) : null,
        ),
      );
      const told = chronicle(now);
      if (told.length) lines.push(make("details", { class: "past" }, make("summary", {}, say("history")), make("ol", {}, ...told.map((line) => make("li", {}, line)))));
    }
    const shape = JSON.stringify([entry.problem, now, entry.typed, chosen === now.key]);
    if (under.shape !== shape) under.replaceChildren(...lines);
    under.shape = shape;
  };
  return entry;
}

function grid(table, kept) {
  const rows = [...table.rows];
  if ((grown.get(table.name) ?? 0) <= table.following) grown.delete(table.name);
  for (let number = table.following; number < (grown.get(table.name) ?? 0); number += 1)
    rows.push(table.columns.map((column) => ({ key: `${table.name}.${number}.${column.name}`, label: column.label, type: column.type, raw: "", value: "", level: "none", page: null, box: null, issues: [], history: [], readings: [], undoable: 0 })));
  const line = (row) => {
    const number = Number(row[0].key.split(".")[1]);
    const word = say("table_row", { number: number + 1 });
    const cells = row.map((field, place) => {
      kept.add(field.key);
      const { label, name } = table.columns[place];
      const entry = entryOf(field, true, `${label}, ${word}`);
      Object.assign(entry.node.dataset, { label, column: name });
      return entry;
    });
    const head = make("th", { scope: "row" }, make("span", { class: "word" }, word), make("span", { class: "digit", "aria-hidden": "true" }, String(number + 1)));
    const away = make("button", { type: "button", class: "icon", "aria-label": say("delete_row", { number: number + 1 }), title: say("delete_row", { number: number + 1 }), onclick: () => deleteRow(table, number) }, "×");
    return [
      make("tr", { "data-row": number }, head, ...cells.map((entry) => entry.node), make("td", { class: "away" }, away)),
      make("tr", { class: "remarks" }, make("td", { colspan: row.length + 2 }, ...cells.map((entry) => entry.under))),
    ];
  };
  return make(
    "section",
    { class: "items", "data-table": table.name },
    make("h2", {}, table.label),
    rows.length
      ? make(
          "table",
          {},
          make("thead", {}, make("tr", {}, make("td"), ...table.columns.map((column) => make("th", { scope: "col", "data-column": column.name }, column.label)), make("td", { class: "away" }))),
          make("tbody", {}, ...rows.flatMap(line)),
        )
      : make("p", { class: "quiet" }, say("no_rows")),
    make(
      "div",
      { class: "below" },
      make("button", { type: "button", class: "small", "data-add": table.name, onclick: () => addRow(table) }, say("add_row")),
      ...table.deleted.map((number) =>
        make(
          "span",
          { class: "gone" },
          say("row_deleted", { number: number + 1 }),
          make("button", { type: "button", class: "small plain", "aria-label": say("restore_row_name", { number: number + 1 }), onclick: () => send("row", { table: table.name, row: String(number), what: "restore" }, "", say("row_restored", { number: number + 1 })) }, say("restore_row")),
        ),
      ),
    ),
  );
}

function addRow(table) {
  const number = Math.max(table.following, grown.get(table.name) ?? 0);
  grown.set(table.name, number + 1);
  record(props.value);
  fields.get(`${table.name}.${number}.${table.columns[0].name}`)?.input.focus();
}

function deleteRow(table, number) {
  if (number >= table.following) {
    grown.set(table.name, number); // nothing of it was saved
    for (const path of [...fields.keys()]) if (path.startsWith(`${table.name}.${number}.`)) fields.delete(path);
    built = "";
    return record(props.value);
  }
  send("row", { table: table.name, row: String(number), what: "delete" }, "", say("row_deleted", { number: number + 1 }));
}

/** Light up a field and its box; turn to its page, and bring both into view. `focus`: its input, or its "row". */
function choose(path, { focus, turnTo: mayTurn = true }) {
  const entry = fields.get(path);
  if (!entry) return;
  const before = chosen;
  chosen = path;
  const { field } = entry;
  if (field.box && field.page && field.page !== page && mayTurn) {
    page = field.page;
    leaf();
  }
  light();
  for (const one of [fields.get(before), entry]) if (one?.under && before !== path) one.update();
  if (focus) (focus === "row" ? entry.node : entry.input).focus({ preventScroll: true });
  if (before !== path || focus) {
    inView(entry.node);
    toBox(path);
  }
  if (picking) wordsShown();
  remember();
}

/** Until the person does something, what the address asked for stays in view, however late pages and cut-outs come. */
const settled = new ResizeObserver(() => settling && fields.has(chosen) && (inView(fields.get(chosen).node), toBox(chosen)));
for (const node of ["record", "viewer"]) settled.observe(part(node));
for (const deed of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(deed, () => (settling = false), { capture: true, passive: true });

const gently = () => (settling || matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function inView(node) {
  const { top, bottom } = node.getBoundingClientRect();
  const covered = innerWidth <= 900 ? part("viewer").offsetHeight : 0; // the page stays on top of a narrow window
  if (top < covered) scrollBy({ top: top - covered - 16, behavior: gently() });
  else if (bottom > innerHeight) scrollBy({ top: bottom - innerHeight + 16, behavior: gently() });
}

function light() {
  for (const [path, entry] of fields) entry.node.classList.toggle("chosen", path === chosen);
  for (const box of part("sheet").querySelectorAll("rect[data-box]")) box.classList.toggle("chosen", box.dataset.box === chosen);
}
