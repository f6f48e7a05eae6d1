// Another reading beside what stands: what differs, and a tick for each value that is to be taken.
let offered = ""; // the run that is shown

function proposal(value) {
  const place = part("proposal");
  const found = value.proposal;
  place.hidden = !found;
  if (!found || offered === found.run) return;
  offered = found.run;
  const ticks = new Map();
  const shown = (text) => (text === null ? make("span", { class: "quiet" }, say("empty")) : text);
  const line = (one) => {
    const tick = make("input", { type: "checkbox", "aria-label": say("take_value", { label: one.label }), checked: !one.set });
    ticks.set(one.key, tick);
    return make(
      "tr",
      { "data-differs": one.key },
      make("td", { class: "tick" }, tick),
      make("th", { scope: "row" }, make("button", { type: "button", class: "label", onclick: () => choose(one.key, { focus: "row" }) }, one.label)),
      make("td", { "data-label": say("stands_now") }, make("span", {}, shown(one.now)), one.set ? make("span", { class: "level is-person" }, say("set_or_confirmed")) : null),
      make("td", { "data-label": say("new_reading") }, make("span", {}, shown(one.new)), one.new === null ? null : make("span", { class: `level is-${one.level}` }, say(`level_${one.level}`))),
    );
  };
  const differ = found.differences.length;
  const kind = kindTitle(value.kinds, found.doctype);
  place.replaceChildren(
    make("h2", {}, say("proposal_title")),
    make("p", {}, say(differ ? "proposal_differs" : "proposal_same", { model: found.model, kind, same: found.same, differ })),
    differ
      ? make(
          "table",
          {},
          make("thead", {}, make("tr", {}, make("td"), ...["field", "stands_now", "new_reading"].map((name) => make("th", { scope: "col" }, say(name))))),
          make("tbody", {}, ...found.differences.map(line)),
        )
      : "",
    make(
      "div",
      { class: "acts" },
      make("button", { type: "button", class: "primary", onclick: () => decide("take", found.run, [...ticks].filter(([, tick]) => tick.checked).map(([path]) => path)) }, say(differ ? "take_ticked" : "take_reading")),
      make("button", { type: "button", onclick: () => decide("drop", found.run, []) }, say("drop_reading")),
    ),
  );
}

function decide(what, run, paths) {
  offered = "";
  send("take", { run, what, paths: paths.join("\n") }, "", say(what === "take" ? "reading_taken" : "reading_dropped"));
}
