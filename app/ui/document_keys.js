// Everything without a mouse: single keys while nothing is typed, the same with Alt while something is.
const KEYS_OFF = "recto-keys-off";
const KEYS = [
  ["n", "key_next", () => toDoubt(1)],
  ["p", "key_before", () => toDoubt(-1)],
  ["a", "key_accept", () => accept(chosen, true)],
  ["e", "key_edit", () => edit()],
  ["x", "key_reject", () => reject(chosen)],
  ["u", "key_undo", () => undo(chosen)],
  ["w", "key_pick", () => pick(!picking)],
  ["+", "key_in", () => scaled(1)],
  ["-", "key_out", () => scaled(-1)],
  ["f", "key_fit", () => fitted(!whole)],
  ["r", "key_turn", () => turnedView()],
  ["[", "page_before", () => turned(-1)],
  ["]", "page_after", () => turned(1)],
  ["m", "key_review", () => part("review").disabled || part("review").click()],
  ["j", "document_after", () => along(1)],
  ["k", "document_before", () => along(-1)],
  ["?", "keys_title", () => part("keys").showModal()],
];

/** The paths that a person should look at, in the order in which they stand. */
const doubts = () => [...fields].filter(([, { field }]) => ["low", "medium"].includes(field.level) || (field.issues.length && field.level !== "person")).map(([path]) => path);

function toDoubt(step) {
  const all = [...fields.keys()];
  const open = doubts();
  if (!open.length) return announce(say("doubts_none"));
  const here = all.indexOf(chosen);
  const ordered = step > 0 ? open : open.reverse();
  const next = ordered.find((path) => (step > 0 ? all.indexOf(path) > here : all.indexOf(path) < here || here < 0)) ?? ordered[0];
  choose(next, { focus: "row" });
}

function edit() {
  const entry = fields.get(chosen);
  if (!entry) return;
  entry.input.focus();
  entry.input.select?.();
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || part("keys").open || part("all").hidden) return;
  const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
  if (typing && !event.altKey) return;
  if (localStorage.getItem(KEYS_OFF) && !event.altKey) return;
  const name = event.altKey && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
  const known = KEYS.find(([key]) => key === name || (key === "+" && name === "="));
  if (known) (event.preventDefault(), known[2]());
  else if (event.key === "Enter" && event.target.dataset?.field) (event.preventDefault(), edit());
});
part("keylist").append(...KEYS.flatMap(([key, name]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(name))]));
part("keys-on").checked = !localStorage.getItem(KEYS_OFF);
part("keys-on").addEventListener("change", () => (part("keys-on").checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "yes")));
part("keys-close").addEventListener("click", () => part("keys").close());
part("help").addEventListener("click", () => part("keys").showModal());
part("left").addEventListener("click", () => toDoubt(1));
