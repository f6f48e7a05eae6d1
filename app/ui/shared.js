// Comes before every screen's script. Elements are made here and filled with textContent only: nothing that a document
// says is ever read as markup or as a template.
const text = props.text;
const MARKUP = "http://www.w3.org/2000/svg";
const DARK = "recto-dark";

/** "{count} chosen" and {count: 3} -> "3 chosen" */
const say = (key, values = {}) => (text[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

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

function frame() {
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
      document.querySelector('meta[name="recto-login"]') && link("account", "account"),
    ),
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
