// A computer checks itself: what it reads goes to the server, which says what is good and what must be mended.
const TOKEN = "workstation-token";
const API = "/exam/api/v1/workstation";
const DEADLINE_MS = 5000;
const SAMPLE_KB = 64;
const LIGHTS = ["green", "amber", "red"];

const page = document.getElementById("readiness");
const words = page.dataset;
const run = document.getElementById("run");
const verdict = document.getElementById("verdict");
const list = document.getElementById("lights");
const signs = document.getElementById("light-signs").content.children;
const seen = { keyboard: false, pointer: matchMedia("(any-pointer: fine)").matches };

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

// Once closed storage would throw; the computer then has no token.
function readToken() {
  try {
    return localStorage.getItem(TOKEN) ?? "";
  } catch {
    return "";
  }
}

async function ask(path, { method = "GET", body, token = "" } = {}) {
  const reply = await fetch(path, {
    method, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(DEADLINE_MS),
    headers: { Accept: "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body && JSON.stringify(body),
  });
  return { ok: reply.ok, status: reply.status, body: await reply.json() };
}

function showWho(workstation) {
  const who = document.getElementById("who");
  who.hidden = !workstation;
  if (workstation) {
    who.querySelector("b").textContent = fill(words.here, workstation);
    who.querySelector("span").textContent = workstation.place;
  }
  document.getElementById("pairing").open = !workstation;
}

async function askWho() {
  const token = readToken();
  if (!token) return showWho(null);
  try {
    const reply = await ask(API, { token });
    return showWho(reply.ok ? reply.body : null);
  } catch {
    return undefined; // the check will say that the server does not answer
  }
}

async function pair(event) {
  event.preventDefault();
  const told = document.getElementById("pairing-told");
  const { code, number } = Object.fromEntries(new FormData(event.target));
  try {
    const reply = await ask(`${API}/pairing`, { method: "POST", body: { code, number: Number(number.trim()) || 0 } });
    told.hidden = reply.ok;
    if (!reply.ok) {
      told.textContent = reply.body.error.message;
      return;
    }
    localStorage.setItem(TOKEN, reply.body.token);
    event.target.reset();
    showWho(reply.body);
    run.focus();
  } catch {
    told.hidden = false;
    told.textContent = words.noServer;
  }
}

const finished = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// Writes, reads and wipes as the exam page does.
async function tryStorage() {
  try {
    const opening = indexedDB.open("readiness", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("tried");
    const database = await finished(opening);
    const store = database.transaction("tried", "readwrite").objectStore("tried");
    await finished(store.put("answer", 1));
    const kept = await finished(store.get(1));
    database.close();
    await finished(indexedDB.deleteDatabase("readiness"));
    return kept === "answer";
  } catch {
    return false;
  }
}

async function readQuota() {
  const { quota = 0, usage = 0 } = await navigator.storage?.estimate?.().catch(() => ({})) ?? {};
  return Math.min(Math.floor((quota - usage) / 2 ** 20), 10 ** 8);
}

// The clock is read from the ping that came back soonest: there the doubt is least.
async function ping(count) {
  const back = [];
  for (let turn = 0; turn < count; turn += 1) {
    const begun = performance.now();
    try {
      const { body } = await ask("/workstation/clock");
      const took = performance.now() - begun;
      back.push({ took, ahead: Date.now() - took / 2 - body.now_ms });
    } catch { /* it is counted as lost */ }
  }
  back.sort((one, other) => one.took - other.took);
  return {
    lost: count - back.length,
    ping_ms: Math.round(back[Math.floor(back.length / 2)]?.took ?? DEADLINE_MS),
    clock_ms: Math.round(Math.max(-1e8, Math.min(1e8, back[0]?.ahead ?? 0))),
  };
}

async function readSpeed() {
  const begun = performance.now();
  try {
    const reply = await fetch("/workstation/sample", { cache: "no-store", signal: AbortSignal.timeout(4 * DEADLINE_MS) });
    await reply.arrayBuffer();
    return Math.min(Math.round((SAMPLE_KB * 1000) / Math.max(performance.now() - begun, 1)), 10 ** 6);
  } catch {
    return 0;
  }
}

async function read() {
  const [, version = "0"] = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent) ?? [];
  const pings = await ping(Number(words.pings));
  return {
    chrome: Number(version), secure: Boolean(window.isSecureContext && window.crypto?.subtle),
    storage: await tryStorage(), quota_mb: await readQuota(),
    width: Math.round(screen.width), height: Math.round(screen.height),
    kb_per_s: await readSpeed(), ...pings, ...seen,
  };
}

function showLine({ light, title, reading, word, advice }) {
  const sign = signs[LIGHTS.indexOf(light)].cloneNode(true);
  return element("li", { class: `light ${light}` }, sign, element("div", {},
    element("b", {}, title), " ", element("span", { class: "reading" }, [reading, word].filter(Boolean).join(" · ")),
    ...(advice ? [element("p", {}, advice)] : [])));
}

function showVerdict(kind, title, rest) {
  verdict.replaceChildren(element("div", { class: `banner ${kind}` }, element("div", { class: "say" }, element("b", {}, title), " ", rest)));
}

async function judge(readings) {
  const token = readToken();
  if (token) {
    const reply = await ask(`${API}/readiness`, { method: "POST", body: readings, token });
    if (reply.ok) return reply.body;
    if (reply.status === 401) showWho(null);
  }
  return (await ask(`/workstation/lights?readings=${encodeURIComponent(JSON.stringify(readings))}`)).body;
}

async function check() {
  run.disabled = true;
  list.replaceChildren();
  verdict.textContent = words.checking;
  try {
    const { lines, ready, workstation } = await judge(await read());
    list.replaceChildren(...lines.map(showLine));
    const about = { number: workstation?.number, date: workstation?.ready_until };
    const rest = workstation ? fill(ready ? words.kept : words.keptNot, about) : words.notKept;
    showVerdict(ready ? "success" : "error", ready ? words.ready : words.notReady, rest);
  } catch {
    showVerdict("error", words.noServer, "");
  }
  run.disabled = false;
}

document.addEventListener("keydown", (event) => {
  seen.keyboard = true;
  document.querySelector("#step-key .done").hidden = false;
  if (event.key === " " && event.target === document.body) event.preventDefault();
});
document.addEventListener("pointerdown", (event) => { seen.pointer ||= event.pointerType === "mouse"; });
document.getElementById("pairing-form").addEventListener("submit", pair);
run.addEventListener("click", check);
page.hidden = !document.getElementById("old-browser").hidden;
askWho();
