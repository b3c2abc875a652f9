// The receipts of comments that were written in this browser: no cookie knows of them, nor any server.

const PREFIX = "stet:receipts:";
const MOST = 20; // of one article
const STATES = ["held", "approved", "rejected", "withdrawn", "erased"];
const TOKEN = /^[-_A-Za-z0-9]{1,200}$/;

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // switched off by the reader: the receipt is then shown once, with its address
  }
}

function kept(page) {
  try {
    const found = JSON.parse(storage()?.getItem(PREFIX + page) ?? "[]");
    return found.filter((token) => TOKEN.test(token));
  } catch {
    return [];
  }
}

function keep(page, tokens) {
  try {
    storage()?.setItem(PREFIX + page, JSON.stringify(tokens.slice(0, MOST)));
  } catch {
    // No room left: the receipt is shown all the same.
  }
}

async function line(list, token) {
  const answer = await fetch(list.dataset.status + token, { credentials: "omit" });
  if (answer.status === 404) {
    return null;
  }
  return lineOf(list, await answer.json(), `${list.dataset.page}${token}/`);
}

/** A comment of a list: its beginning, which leads to its receipt, where it stands, and on what. */
export function lineOf(list, { status, text }, receipt, article = "") {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = receipt;
  link.target = "_blank";
  link.dir = "auto";
  link.textContent = text.length > 60 ? `${text.slice(0, 60)}…` : text || "…";
  const words = document.createElement("span");
  words.className = "muted";
  words.textContent = STATES.includes(status) ? list.dataset[status] : status;
  const about = document.createElement("bdi");
  about.className = "muted";
  about.textContent = article;
  item.append(link, " ", words, " ", about);
  return item;
}

/** Keeps the receipt that the page shows, and lists those that are kept. */
export async function listMine() {
  const list = document.querySelector("[data-receipts]");
  if (!list) {
    return;
  }
  const page = list.dataset.receipts;
  const shown = document.querySelector("[data-receipt]")?.dataset.receipt;
  const tokens = [...new Set([shown, ...kept(page)].filter(Boolean))];
  if (tokens.length === 0) {
    return;
  }
  keep(page, tokens);
  const items = await Promise.all(
    // Off the network it is not listed, and stays kept.
    tokens.slice(0, MOST).map((token) => line(list, token).catch(() => undefined)),
  );
  keep(page, tokens.filter((_, at) => items[at] !== null));
  const there = items.filter(Boolean);
  const lines = document.createElement("ul");
  lines.replaceChildren(...there);
  list.querySelector("summary").after(lines);
  list.querySelector(".mine-count").textContent = `(${there.length})`;
  list.hidden = there.length === 0;
}
