// Export: the documents stand in the address, the columns in the ticks; the file itself is one plain link.
let turn = 0;
let columns = [];
let first = true;
let waiting = null;

function show() {
  const value = props.value;
  if (!value?.formats || (value.turn && value.turn !== String(turn))) return; // an answer that was overtaken
  part("problem").textContent = first ? value.problem : "";
  part("choices").hidden = first && Boolean(value.problem);
  if (value.problem) return (part("problem-columns").textContent = first ? "" : value.problem);
  part("which").textContent = say(`export_${value.by === "all" ? "all_documents" : value.by}`, { count: value.total });
  if (first) {
    columns = value.columns;
    part("format").replaceChildren(...value.formats.map((format) => make("option", { value: format.name, selected: format.name === "xlsx" }, format.title)));
    part("columns").replaceChildren(...columns.map(ticking));
  }
  first = false;
  part("more").textContent = value.total > value.looked_at ? say("export_looked_at", { count: value.looked_at }) : "";
  part("headline").hidden = false;
  part("preview").replaceChildren(
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...value.headings.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...value.rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", { title: cell }, cell))))),
    ),
  );
  link();
}

const ticking = (name) =>
  make("li", {}, make("label", { class: "inline" }, make("input", { type: "checkbox", checked: true, value: name, onchange: changed }), make("span", {}, name)));

const ticked = () => [...part("columns").querySelectorAll("input:checked")].map((box) => box.value);

function changed() {
  link();
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    turn += 1;
    trigger("preview", { turn: String(turn), asked: props.value.asked, chosen: ticked().length === columns.length ? "" : "yes", columns: ticked().join(" ") });
  }, 250);
}

/** The file: an export of no column would hold nothing, so there is no link to one. */
function link() {
  const chosen = ticked();
  const address = new URLSearchParams(props.value.asked);
  for (const name of ["view", "offset", "__theme"]) address.delete(name);
  if (chosen.length < columns.length) for (const name of chosen) address.append("columns", name);
  const save = part("save");
  part("problem-columns").textContent = chosen.length ? "" : say("export_no_columns");
  save.textContent = say("export_save", { count: props.value.total });
  if (chosen.length) save.setAttribute("href", `api/exports/${part("format").value}?${address}`);
  else save.removeAttribute("href");
}

function all(checked) {
  for (const box of part("columns").querySelectorAll("input")) box.checked = checked;
  changed();
}

/** A refusal is said here, where a plain link would save it as a file. */
part("save").addEventListener("click", async (event) => {
  if (part("format").value !== "html") return;
  event.preventDefault();
  const answer = await fetch(part("save").href);
  if (!answer.ok) return (part("problem-columns").textContent = (await answer.json()).error);
  const file = URL.createObjectURL(await answer.blob());
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))?.[1] ?? "recto.html";
  make("a", { href: file, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(file), 60000);
});
part("all").addEventListener("click", () => all(true));
part("none").addEventListener("click", () => all(false));
part("format").addEventListener("change", link);
watch("value", show);
show();
