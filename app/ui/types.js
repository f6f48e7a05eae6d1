// Types: a draft lives in the form and nowhere else until it is saved; the server says what is wrong with it and where.
const editor = part("editor");
const schema = part("schema");
let turn = 0;
let required = [];

function tell(event, more) {
  turn += 1;
  for (const node of element.querySelectorAll(".error")) node.textContent = "";
  trigger(event, { turn: String(turn), ...more });
}

function show() {
  const value = props.value;
  if (!value?.kinds || (value.turn && value.turn !== String(turn))) return; // an answer that was overtaken
  part("kinds").replaceChildren(...value.kinds.map(kind));
  const ticked = new Set([...part("latest").querySelectorAll("input:checked")].map((box) => box.value));
  part("latest").replaceChildren(...value.documents.map((one) => ticking(one, ticked.has(one.id))));
  part("look").disabled = !value.documents.length;
  if (!value.documents.length) part("documents-problem").textContent = say("make_no_documents");
  if (value.notice) announce(value.notice);
  if (value.problem) return complain(value);
  if (value.draft) {
    edit(value.draft);
    unfold(null);
  }
  const options = value.documents.map((one) => make("option", { value: one.id, selected: part("try-on").value === one.id }, one.name));
  part("try-on").replaceChildren(...options);
  part("try").disabled = !options.length;
  if (value.trial) wait(value.trial);
  if (value.tried) tried(value.tried);
  if (value.suggestions) suggestions(value.suggestions, value.documents.length);
  if (value.did === "save") editor.hidden = true;
}

/** The sentence at the place that it is about. */
function complain({ did, problem, at }) {
  const [first, number, , column] = at.split(".");
  let place = part({ take: "schema-problem", suggest: "documents-problem", save: "problem", try: "problem", tried: "try-problem" }[did] ?? "problem");
  if (did === "forget") return announce(problem);
  const whole = did === "save" || did === "try";
  if (did === "tried") part("tried").replaceChildren();
  if (whole && first === "name") place = part("name-problem");
  if (whole && first === "fields") {
    const row = part("fields").children[Number(number)];
    const inner = column === undefined ? row : row?.querySelectorAll(".column")[Number(column)];
    place = (inner ?? row)?.querySelector(".error") ?? place;
    (inner ?? row)?.querySelector("input")?.focus();
  }
  place.textContent = problem;
  place.scrollIntoView({ block: "nearest" });
}

function kind(one) {
  const many = one.definition.fields.length;
  const file = new Blob([JSON.stringify(one.definition, null, 2)], { type: "application/json" });
  return make(
    "li",
    { "data-kind": one.name },
    make("div", {}, make("strong", {}, one.title), make("p", { class: "quiet" }, say(one.own ? "make_own" : "make_built_in", { name: one.name, count: many })), make("p", { class: "quiet asks" }, one.definition.fields.map((field) => field.name).join(", "))),
    make(
      "span",
      { class: "acts" },
      make("button", { type: "button", class: "small", "aria-label": say(one.own ? "make_edit_name" : "make_copy_name", { name: one.title }), onclick: () => edit(one.own ? one.definition : { ...one.definition, name: `my_${one.name}`, title: "" }, one.own) }, say(one.own ? "make_edit" : "make_copy")),
      make("a", { class: "button small", href: URL.createObjectURL(file), download: `${one.name}.json`, "aria-label": say("make_export_name", { name: one.title }) }, say("export")),
      one.own ? make("button", { type: "button", class: "small", "aria-label": say("make_delete_name", { name: one.title }), onclick: () => confirm(say("make_delete_sure", { name: one.title })) && tell("forget", { name: one.name }) }, say("delete")) : null,
    ),
  );
}

const ticking = (one, checked) =>
  make("li", {}, make("label", { class: "inline" }, make("input", { type: "checkbox", value: one.id, checked }), make("span", {}, one.name)));

function suggestions(found, documents) {
  const taken = () => new Set([...part("fields").children].map((row) => row.querySelector("input").value));
  const accept = (one, row) => {
    if (editor.hidden) edit({ name: "", title: "", description: "", fields: [] });
    if (!taken().has(one.name)) part("fields").append(fieldRow(one));
    row.replaceWith();
  };
  const rows = found.map((one) => {
    const row = make(
      "li",
      { "data-suggested": one.name },
      make("div", {}, make("strong", {}, one.name), " ", make("span", { class: "chip" }, say(`kind_${one.type}`)), make("p", { class: "quiet" }, one.example || one.description)),
      make("button", { type: "button", class: "small", "aria-label": say("make_accept_name", { name: one.name }), onclick: () => accept(one, row) }, say("make_accept")),
    );
    return row;
  });
  part("suggestions").replaceChildren(
    make("p", { class: "quiet" }, say(found.length ? "make_suggested" : "make_suggested_none", { count: found.length })),
    found.length ? make("button", { type: "button", class: "small", onclick: () => rows.forEach((row, i) => row.isConnected && accept(found[i], row)) }, say("make_accept_all")) : "",
    make("ul", { class: "kinds" }, ...rows),
  );
}

/** One field, or one column of a table. */
function fieldRow(one = {}, inside = false) {
  const name = make("input", { "aria-label": say(inside ? "make_column_name" : "make_field_name"), placeholder: say("make_field_hint"), value: one.name ?? "", autocomplete: "off", maxlength: 80, "data-key": "name" });
  name.addEventListener("change", () => (name.value = name.value.trim().toLowerCase().replace(/[\s-]+/g, "_")));
  const kinds = props.types.filter((type) => !inside || type !== "table");
  const type = make("select", { "aria-label": say("make_of_field"), "data-key": "type" }, ...kinds.map((kind) => make("option", { value: kind, selected: kind === (one.type ?? "text") }, say(`kind_${kind}`))));
  const text = make("input", { "aria-label": say("make_field_text"), placeholder: say("make_field_text"), value: one.description ?? "", autocomplete: "off", maxlength: 500, "data-key": "description" });
  const many = make("label", { class: "inline" }, make("input", { type: "checkbox", checked: one.many, "data-key": "many" }), make("span", {}, say("make_many")));
  const columns = make("ol", { class: "columns" }, ...(one.columns ?? []).map((column) => fieldRow(column, true)));
  const more = make("button", { type: "button", class: "small", onclick: () => columns.append(fieldRow({}, true)) }, say("make_add_column"));
  const turned = () => {
    const table = type.value === "table";
    many.hidden = table || inside;
    columns.hidden = more.hidden = !table;
    if (table && !columns.children.length) columns.append(fieldRow({}, true));
  };
  type.addEventListener("change", turned);
  const row = make(
    "li",
    { class: inside ? "column" : "row" },
    make("div", { class: "cells" }, name, type, text, many, make("button", { type: "button", class: "icon", "aria-label": say(inside ? "make_remove_column" : "make_remove_field"), onclick: () => row.remove() }, "×")),
    make("p", { class: "error", role: "alert" }),
    ...(inside ? [] : [columns, more]),
  );
  turned();
  return row;
}

function edit(definition, own = false) {
  editor.hidden = false;
  for (const node of editor.querySelectorAll(".error")) node.textContent = "";
  part("editing").textContent = say(own ? "make_editing" : "make_new", { name: definition.title });
  for (const key of ["name", "title", "description"]) editor.elements[key].value = definition[key] ?? "";
  required = definition.required ?? [];
  part("fields").replaceChildren(...(definition.fields ?? []).map((one) => fieldRow(one)));
  editor.scrollIntoView({ block: "nearest" });
  editor.elements.name.focus();
}

function read(row, inside = false) {
  const cell = (key) => row.querySelector(`:scope > .cells [data-key="${key}"]`);
  const found = { name: cell("name").value.trim(), type: cell("type").value, description: cell("description").value };
  if (found.type === "table") found.columns = [...row.querySelectorAll(":scope > .columns > .column")].map((column) => read(column, true));
  else if (!inside && cell("many").checked) found.many = true;
  return found;
}

/** Ask again until a reading process has answered. */
function wait(trial) {
  part("tried").replaceChildren(make("p", { class: "quiet" }, say("make_trying")));
  const asked = turn;
  setTimeout(() => asked === turn && tell("tried", { trial }), 700);
}

function tried({ values, doubts }) {
  part("tried").replaceChildren(
    make("p", { class: "quiet" }, say(values.length ? "make_tried" : "make_tried_none", { count: values.length })),
    make(
      "ul",
      { class: "kinds", "data-part": "tried-values" },
      ...values.map((one) => make("li", {}, make("div", {}, make("strong", {}, one.label), make("p", {}, one.value || one.raw)), make("span", { class: `level is-${one.level}` }, say(`level_${one.level}`)))),
    ),
    ...doubts.map((one) => make("p", { class: "quiet" }, one)),
  );
}

/** What the form says, as it would be saved. */
function drafted() {
  const fields = [...part("fields").children].map((row) => read(row));
  const names = new Set(fields.map((one) => one.name));
  const definition = { ...Object.fromEntries(["name", "title", "description"].map((key) => [key, editor.elements[key].value.trim()])), fields };
  const kept = required.filter((name) => names.has(name));
  return JSON.stringify(kept.length ? { ...definition, required: kept } : definition);
}

function unfold(name) {
  for (const one of ["schema", "documents"]) {
    part(one).hidden = one !== name || !part(one).hidden;
    part(`by-${one}`).setAttribute("aria-expanded", String(!part(one).hidden));
  }
}

part("by-hand").addEventListener("click", () => edit({ fields: [{}] }));
part("by-schema").addEventListener("click", () => unfold("schema"));
part("by-documents").addEventListener("click", () => unfold("documents"));
part("add").addEventListener("click", () => {
  const row = fieldRow();
  part("fields").append(row);
  row.querySelector("input").focus();
});
part("stop").addEventListener("click", () => (editor.hidden = true));
part("look").addEventListener("click", () => tell("suggest", { ids: [...part("latest").querySelectorAll("input:checked")].map((box) => box.value).join(" ") }));
schema.elements.file.addEventListener("change", async () => {
  const [file] = schema.elements.file.files;
  if (file) schema.elements.text.value = await file.text();
});
schema.addEventListener("submit", (event) => {
  event.preventDefault();
  tell("take", { definition: schema.elements.text.value });
});
editor.addEventListener("submit", (event) => {
  event.preventDefault();
  tell("save", { definition: drafted() });
});
part("try").addEventListener("click", () => tell("try", { document: part("try-on").value, definition: drafted() }));
watch("value", show);
show();
