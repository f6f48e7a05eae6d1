// Comes before every screen's script. Elements are made here and filled with textContent only: nothing that a document
// says is ever read as markup or as a template.
const TEXTS = JSON.parse(document.getElementById("recto-texts").textContent);
const languageOf = (locale) => locale.split("-")[0].toLowerCase();
const said = document.cookie.match(/(?:^|; )recto_language=(\w+)/)?.[1]; // what this visitor chose; the server goes by the same
const ours = navigator.languages.filter((one) => languageOf(one) in TEXTS);
const locale = (said in TEXTS ? (ours.find((one) => languageOf(one) === said) ?? said) : ours[0]) ?? "en";
const text = TEXTS[languageOf(locale)];
const MARKUP = "http://www.w3.org/2000/svg";
const DARK = "recto-dark";

/** "{count} chosen" and {count: 3000} -> "3,000 chosen"; of one thing, the sentence that ends in _one, where there is such. */
const sentence = (key, values) => (values.count === 1 && text[`${key}_one`]) || (text[key] ?? key);
const say = (key, values = {}) => sentence(key, values).replace(/\{(\w+)\}/g, (whole, name) => (typeof values[name] === "number" ? values[name].toLocaleString(locale) : (values[name] ?? whole)));

// Dates and numbers come as 2026-03-09 and 1234.50, and are shown as this person writes them.
const dated = (how) => {
  const format = new Intl.DateTimeFormat(locale, how);
  return (iso) => (Number.isNaN(Date.parse(iso)) ? iso : format.format(new Date(iso)));
};
const day = dated({ dateStyle: "medium", timeZone: "UTC" });
const moment = dated({ dateStyle: "medium", timeStyle: "short" });
const month = dated({ year: "numeric", month: "short", timeZone: "UTC" });
const amountFormat = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const amount = (plain, currency = "") => (plain && `${amountFormat.format(plain)} ${currency}`.trim());
/** "1.234,56" of a person who writes so -> "1234.56"; everything else stays as it is typed. */
function plain(typed) {
  const found = Object.fromEntries(amountFormat.formatToParts(12345.67).map(({ type, value }) => [type, value]));
  const [group, decimal] = [found.group ?? " ", found.decimal].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const whole = new RegExp(`^[+-]?(\\d{1,3}(${group}\\d{3})+|\\d+)(${decimal}\\d+)?$`);
  return whole.test(typed.trim()) ? typed.trim().replace(new RegExp(group, "g"), "").replace(found.decimal, ".") : typed;
}
const percent = (share) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share);

/** An element: attributes as given ("on..." are listeners, null and false are left out), children as nodes or text. */
function make(tag, attributes = {}, ...children) {
  const node = ["svg", "rect", "path", "circle", "g", "line", "text"].includes(tag)
    ? document.createElementNS(MARKUP, tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

const part = (name) => element.querySelector(`[data-part="${name}"]`);

/** The title of a document type, or its name when the type is gone. */
const kindTitle = (kinds, name) => kinds.find((kind) => kind.name === name)?.title ?? name;

/** Say something to everybody: it is shown for a while and read out by screen readers. */
function announce(sentence) {
  const place = part("notice");
  place.textContent = sentence;
  clearTimeout(place.timer);
  if (sentence) place.timer = setTimeout(() => (place.textContent = ""), 6000);
}

/** Look again every so many seconds, 0 for never: an interval, so that an answer that is lost ends nothing. */
function paced(seconds, look) {
  if (paced.seconds === seconds) return;
  clearInterval(paced.clock);
  paced.seconds = seconds;
  if (seconds) paced.clock = setInterval(look, 1000 * seconds);
}

/** A menu that opens below its button and closes with Esc or a click elsewhere. */
function closing(menu) {
  document.addEventListener("click", (event) => menu.contains(event.target) || menu.removeAttribute("open"));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
}

function paint(dark) {
  document.body.classList.toggle("dark", dark);
  const button = part("colours");
  button.setAttribute("aria-label", say(dark ? "to_light" : "to_dark"));
  button.title = say(dark ? "to_light" : "to_dark");
}

/** The languages by their own names; the server keeps the choice in a cookie and comes back here. */
function tongues() {
  const named = (one) => make("option", { value: one, lang: one, selected: one === languageOf(locale) }, new Intl.DisplayNames([one], { type: "language" }).of(one));
  const turn = (event) => {
    const next = `${location.pathname}${location.search}`;
    location.href = `language?${new URLSearchParams({ to: event.target.value, next })}`;
  };
  return make("select", { class: "tongues", "aria-label": say("language"), onchange: turn }, ...Object.keys(TEXTS).map(named));
}

function frame() {
  document.documentElement.lang = locale;
  element.closest("main.contain")?.setAttribute("role", "none"); // Gradio's; ours is inside it
  for (const node of element.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of element.querySelectorAll("[data-name]")) node.setAttribute("aria-label", say(node.dataset.name));
  const screen = element.querySelector("main").dataset.screen;
  const link = (name, href) =>
    make("a", { href, class: "tab", "aria-current": screen === name ? "page" : null }, say(name));
  part("header").replaceChildren(
    make("a", { class: "skip", href: "#content" }, say("skip")),
    make(
      "a",
      { class: "brand", href: "./" },
      make(
        "svg",
        { viewBox: "0 0 32 32", "aria-hidden": "true" },
        make("rect", { x: 6, y: 3, width: 20, height: 26, rx: 3, class: "leaf" }),
        make("rect", { x: 10, y: 9, width: 12, height: 6, rx: 1.5, class: "mark" }),
        make("path", { d: "M10 21h12", class: "mark" }),
      ),
      "Recto",
    ),
    make(
      "nav",
      { "aria-label": say("navigation") },
      link("upload", "./"),
      link("library", "library"),
      link("review", "review"),
      link("types", "types"),
      document.querySelector('meta[name="recto-login"]') && link("account", "account"),
    ),
    tongues(),
    make(
      "button",
      {
        type: "button",
        class: "colours",
        "data-part": "colours",
        onclick: () => {
          const dark = !document.body.classList.contains("dark");
          localStorage.setItem(DARK, dark ? "yes" : "no");
          paint(dark);
        },
      },
      make("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, make("path", { d: "M10 3a7 7 0 1 0 7 7 5.6 5.6 0 0 1-7-7z" })),
    ),
  );
  const kept = localStorage.getItem(DARK);
  const wish = new URLSearchParams(location.search).get("__theme");
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  paint(wish ? wish === "dark" : kept ? kept === "yes" : system);
}

frame();
