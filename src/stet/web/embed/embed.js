// <stet-comments> and <stet-count>: comments of Stet on any page. No dependency, no cookie, no build.
// Styles are set through the CSSOM, which a strict policy without inline styles lets pass.

const BASE = new URL(".", import.meta.url);
const RESERVED = "43rem"; // an empty thread with its form, so that little moves when it comes
const TALLEST = 200_000; // px: fifty of the longest comments on a narrow telephone, and more
const SAMPLE = 4_000; // characters of the article: enough to tell what a comment is about
const MOST_COUNTS = 100; // of one request
const LINKED = /^#comment-([0-9a-f-]{36})$/;
const PLAIN = /^rgb\((\d+), (\d+), (\d+)\)$/;
const TRACKING = /^(utm_.*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_ga|ref_src)$/;
const TITLES = { ar: "التعليقات", ckb: "لێدوانەکان", ku: "Şîrove", tr: "Yorumlar" };

function bare(address) {
  const url = new URL(address, document.baseURI);
  url.hash = "";
  return url;
}

function addressOf(element) {
  const named = element.getAttribute("article");
  const canonical = document.querySelector('link[rel~="canonical"][href]');
  if (named || canonical) {
    return bare(named ?? canonical.href).href;
  }
  const url = bare(location.href);
  for (const name of [...url.searchParams.keys()]) {
    if (TRACKING.test(name)) {
      url.searchParams.delete(name);
    }
  }
  return url.href;
}

function structured() {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    try {
      const found = [JSON.parse(script.textContent)].flat();
      const things = found.flatMap((thing) => thing["@graph"] ?? thing);
      const article = things.find((thing) => /Article|Posting/.test(thing["@type"]));
      if (article) {
        return article;
      }
    } catch {
      // Not ours to complain of: the page's owner has validators for it.
    }
  }
  return {};
}

const plain = (style) => PLAIN.exec(style.backgroundColor)?.slice(1).map(Number);
const hex = (parts = []) => parts.map((part) => part.toString(16).padStart(2, "0")).join("");
const lightness = ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue; // of 255

/** What the page says of its article. A hint: the newsroom's server looks for itself. */
function described() {
  const data = structured();
  const keywords = data.keywords ?? [];
  const words = data.articleBody ?? document.querySelector("article")?.textContent;
  return {
    title: String(data.headline ?? document.title).slice(0, 300),
    lang: String(data.inLanguage?.alternateName ?? data.inLanguage ?? document.documentElement.lang),
    tags: [typeof keywords === "string" ? keywords.split(",") : keywords].flat().slice(0, 20).map(String),
    text: String(words ?? data.description ?? "").replace(/\s+/g, " ").slice(0, SAMPLE),
  };
}

/** The language that a token names, for the frame's first words. Our server looks at the signature. */
function languageIn(token) {
  try {
    const said = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
    const tag = "lang" in said ? said.lang : said.locale;
    return typeof tag === "string" ? tag.slice(0, 16) : "";
  } catch {
    return "";
  }
}

class StetComments extends HTMLElement {
  #token; // the publisher's word for who is reading; in memory alone
  #language = ""; // hers
  #ready = false;

  connectedCallback() {
    this.style.display = "block";
    this.style.minBlockSize = RESERVED;
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("message", (event) => this.heard(event), { signal });
    addEventListener("hashchange", () => LINKED.test(location.hash) && this.open(), { signal });
    // A screen ahead: it is there when the reader comes to it.
    this.near = new IntersectionObserver(
      (seen) => seen.some((one) => one.isIntersecting) && this.open(),
      { rootMargin: "100% 0px" },
    );
    if (LINKED.test(location.hash)) {
      this.open();
    } else {
      this.near.observe(this);
    }
  }

  disconnectedCallback() {
    this.near.disconnect();
    this.listening.abort();
    this.frame?.remove();
    this.frame = null;
  }

  open() {
    this.near.disconnect();
    const linked = LINKED.exec(location.hash)?.[1];
    const asked = new URLSearchParams({ url: addressOf(this), host: location.origin });
    for (const name of ["theme", "lang"]) {
      if (this.hasAttribute(name)) {
        asked.set(name, this.getAttribute(name));
      }
    }
    if (!asked.has("lang") && this.#language) {
      asked.set("lang", this.#language);
    }
    for (const [name, value] of this.look()) {
      if (!asked.has(name)) {
        asked.set(name, value);
      }
    }
    if (linked) {
      asked.set("comment", linked);
    }
    const frame = document.createElement("iframe");
    frame.setAttribute(
      "sandbox",
      "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    );
    frame.title = this.title || TITLES[this.lang || document.documentElement.lang] || "Comments";
    frame.src = `${BASE.href}embed/?${asked}${linked ? `#c-${linked}` : ""}`;
    Object.assign(frame.style, { display: "block", inlineSize: "100%", blockSize: RESERVED, border: "0" });
    this.frame = frame;
    this.#ready = false;
    this.replaceChildren(frame);
  }

  heard({ source, origin, data }) {
    if (!this.frame || source !== this.frame.contentWindow || origin !== BASE.origin) {
      return;
    }
    if (data?.stet === "ready") {
      this.greet();
    } else if (data?.stet === "sign-on-needed") {
      this.need(data);
    } else if (data?.stet === "size" && data.height > 0) {
      this.style.minBlockSize = "";
      this.frame.style.blockSize = `${Math.min(Math.ceil(data.height), TALLEST)}px`;
    } else if (data?.stet === "show" && data.top >= 0) {
      const top = this.frame.getBoundingClientRect().top + scrollY + data.top;
      scrollTo({ top: Math.max(0, top - innerHeight / 8), behavior: "instant" });
    }
  }

  /** Colours and font that the page's own styles ask for. What is no plain colour is left out. */
  look() {
    const set = getComputedStyle(this);
    const [accent, own] = ["accent", "background"].map((name) => {
      // A background falls back to a transparent one where the variable holds no colour.
      this.style.backgroundColor = `var(--stet-${name})`;
      return plain(set);
    });
    this.style.backgroundColor = "";
    let ground = own;
    for (let behind = this; behind && !ground; behind = behind.parentElement) {
      ground = plain(getComputedStyle(behind));
    }
    const { colorScheme } = getComputedStyle(document.documentElement);
    ground ??= colorScheme.includes("dark") ? null : [255, 255, 255]; // a bare page is white
    const wishes = { font: set.getPropertyValue("--stet-font").trim(), accent: hex(accent) };
    wishes.background = hex(ground);
    wishes.theme = ground && (lightness(ground) < 128 ? "dark" : "light");
    return Object.entries(wishes).filter(([, value]) => value);
  }

  greet() {
    const said = { stet: "hello", article: described(), signed: this.dataset.signed ?? "" };
    this.frame.contentWindow.postMessage(said, BASE.origin);
    this.#ready = true;
    this.say();
  }

  /** Says who is reading: a token of the publisher's server, or nothing for nobody. */
  signOn(token) {
    this.#token = String(token ?? "");
    const before = this.#language || navigator.language;
    this.#language = languageIn(this.#token) || this.#language;
    const other = this.#language && this.#language.split(/[-_]/)[0] !== before.split("-")[0];
    if (other && this.frame && !this.#ready && !this.hasAttribute("lang")) {
      this.open(); // nobody has read a word there yet
    } else {
      this.say();
    }
  }

  say() {
    if (this.#ready && this.#token !== undefined) {
      this.frame?.contentWindow.postMessage({ stet: "sign-on", token: this.#token }, BASE.origin);
    }
  }

  /** A token is needed: the page can give one, or take the reader to where she signs in. */
  need({ reason, code, url }) {
    const detail = { reason, code, url };
    const asked = new CustomEvent("stet-sign-on-needed", { bubbles: true, cancelable: true, detail });
    if (this.dispatchEvent(asked) && reason === "asked" && /^https?:/.test(url)) {
      location.assign(url);
    }
  }
}

let waiting = new Map();

async function count(urls, elements) {
  const asked = new URLSearchParams(urls.map((url) => ["url", url]));
  const answer = await fetch(`${BASE.href}api/v1/counts?${asked}`, { credentials: "omit" });
  for (const { url, count: number } of (await answer.json()).counts) {
    for (const element of elements.get(url) ?? []) {
      element.textContent = number.toLocaleString(document.documentElement.lang || undefined);
    }
  }
}

function countAll() {
  const elements = waiting;
  const urls = [...elements.keys()];
  waiting = new Map();
  for (let at = 0; at < urls.length; at += MOST_COUNTS) {
    // Off the network the elements keep what they held.
    count(urls.slice(at, at + MOST_COUNTS), elements).catch(() => {});
  }
}

class StetCount extends HTMLElement {
  connectedCallback() {
    const url = bare(this.getAttribute("url") ?? location.href).href;
    if (waiting.size === 0) {
      setTimeout(countAll);
    }
    waiting.set(url, [...(waiting.get(url) ?? []), this]);
  }
}

customElements.define("stet-comments", StetComments);
customElements.define("stet-count", StetCount);
