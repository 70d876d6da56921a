"use strict";
/* The chat page. What people write and what we say is only ever set as text, never as markup. */
(() => {
  const { make, outside, linked, chip, fillBars, dayName, hour } = elements;
  const byId = (id) => document.getElementById(id);
  const [log, form, box, state, tray, picker] = ["log", "form", "box", "state", "tray", "picker"].map(byId);
  const words = document.body.dataset;
  const isPrecise = matchMedia("(pointer: fine)").matches;
  const KEPT = 200, STORE = "chat", LONGEST_WAIT = 30000;
  const fill = (sentence, name) => sentence.replace("{name}", () => name);
  const newNumber = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

  /* What this browser remembers: items shown, frames not yet acknowledged, the last id seen. */
  const blank = () => ({ chat: words.chat, items: [], waiting: [], last: 0, begun: false });
  const memory = (() => {
    try {
      const found = JSON.parse(localStorage.getItem(STORE));
      return found && found.chat === words.chat ? found : blank();
    } catch { return blank(); }
  })();
  const keep = () => {
    memory.items = memory.items.slice(-KEPT);
    try { localStorage.setItem(STORE, JSON.stringify(memory)); } catch { /* private mode: kept in this page only */ }
  };

  /* Showing */
  let shownDay = "", asked = []; /* buttons of the open question, closed by any answer or newer question */
  const mine = new Map(); /* my own bubbles by number, for their fate */
  let atEnd = true;
  log.addEventListener("scroll", () => { atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120; });
  new ResizeObserver(() => { if (atEnd) log.scrollTop = log.scrollHeight; }).observe(log);

  const close = (buttons, closed = true) => buttons.forEach((button) => { button.disabled = closed; });
  /* Commands are good at any moment, so they stay open, unless they stand beside the answers of a question. */
  const isQuestion = (item) => item.choices.some((choice) => !choice.value.startsWith("/"));
  const choicesOf = (item) => {
    const list = make("div", "choices"), answers = [];
    for (const choice of item.choices) {
      const button = make("button", "", choice.label);
      button.addEventListener("click", (event) => {
        if (button.disabled) return;
        button.classList.add("pressed");
        if (answers.length) item.pressed = choice.value;
        close(answers);
        say({ press: choice.value }, choice.label);
        if (event.detail === 0 || isPrecise) box.focus();
      });
      if (item.pressed === choice.value) button.classList.add("pressed");
      if (isQuestion(item)) answers.push(button);
      list.append(button);
    }
    if (item.pressed !== undefined) close(answers);
    if (answers.length) {
      close(asked);
      asked = answers;
    }
    return list;
  };
  /* As far down as there is, but never past a first line that has not been read. */
  const lookAt = (line) => { log.scrollTop = line.offsetTop - 12; };
  const show = (item) => {
    const date = new Date(item.at);
    if (date.toDateString() !== shownDay) {
      shownDay = date.toDateString();
      log.append(make("div", "day", dayName(date)));
    }
    if (item.who === "me") close(asked);
    const line = make("div", item.who === "me" ? "said me" : "said");
    const bubble = make("div", item.text ? "bubble" : "bubble bare");
    bubble.append(make("span", "who", `${item.who === "me" ? words.me : words.us}: `), linked(item.text || ""));
    const files = make("div", "files");
    for (const file of item.files || []) files.append(chip(file));
    if (item.link && /^https?:\/\//.test(item.link)) {
      files.append(Object.assign(outside(item.link, words.open), { className: "chip" }));
    }
    if (files.childElementCount) bubble.append(files);
    const when = make("span", "when", hour(item.at));
    line.append(bubble, when);
    if (item.choices && item.choices.length) line.append(choicesOf(item));
    if (item.n) {
      mine.set(item.n, { line, when, item });
      if (isWaiting(item.n)) when.textContent = words.sending;
      else if (item.unsent) judge(item.n, true);
    }
    log.append(line);
    if (atEnd || item.who === "me") lookAt(line);
  };
  const judge = (n, unsent) => {
    const { line, when, item } = mine.get(n);
    item.unsent = unsent;
    line.classList.toggle("wrong", unsent);
    when.textContent = unsent ? words.unsent : hour(item.at);
  };
  const add = (item) => {
    memory.items.push(item);
    show(item);
    keep();
  };
  const note = (text) => {
    log.append(make("div", "note", text));
    log.scrollTop = log.scrollHeight;
  };

  /* The connection */
  let socket = null, delay = 1000, timer = 0;
  const uploading = new Set();
  const isWaiting = (n) => uploading.has(n) || memory.waiting.some((frame) => frame.n === n);
  const push = (frame) => {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const say = (frame, label, n = newNumber()) => {
    memory.waiting.push({ ...frame, n });
    if (label) add({ who: "me", n, text: label, at: new Date().toISOString() });
    keep();
    push({ ...frame, n });
  };
  const settle = (n, unsent) => {
    memory.waiting = memory.waiting.filter((frame) => frame.n !== n);
    if (mine.has(n)) judge(n, unsent);
    if (unsent) close(asked, false);
    keep();
  };
  const hear = (data) => {
    if (data.ack !== undefined) return settle(data.ack, false);
    if (data.error !== undefined) {
      note(data.error);
      if (data.n === undefined) return undefined;
      if (!data.retry) return settle(data.n, true);
      const frame = memory.waiting.find((one) => one.n === data.n);
      if (frame) setTimeout(() => push(frame), data.retry * 1000);
      return undefined;
    }
    if (memory.items.some((item) => item.id === data.id)) return undefined;
    memory.last = Math.max(memory.last, parseInt(data.id, 10) || 0);
    return add({ ...data, who: "us" });
  };
  const connect = () => {
    clearTimeout(timer);
    if (socket && socket.readyState <= WebSocket.OPEN) return;
    const current = new WebSocket(`${location.origin.replace(/^http/, "ws")}/chat/ws`);
    socket = current;
    current.addEventListener("open", () => {
      delay = 1000;
      state.textContent = "";
      push({ hello: { after: memory.last } });
      memory.waiting.forEach(push);
    });
    current.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    current.addEventListener("close", () => {
      state.textContent = words.connecting;
      timer = setTimeout(connect, delay * (0.5 + Math.random()));
      delay = Math.min(delay * 2, LONGEST_WAIT);
    });
  };

  /* Files: one request for all that were chosen together, a bar for each */
  const upload = (chosen) => {
    const limit = Number(words.limit);
    const files = [...chosen].filter((file) => {
      if (file.size > limit) note(fill(words.tooLarge, file.name));
      return file.size <= limit;
    });
    if (files.length) transfer(files, newNumber());
  };
  const transfer = (files, n) => {
    const rows = files.map((file) => {
      const row = make("li", "", fill(words.uploading, file.name));
      const bar = Object.assign(make("progress"), { max: Math.max(file.size, 1), value: 0 });
      bar.setAttribute("aria-label", fill(words.uploading, file.name));
      row.append(bar);
      tray.append(row);
      return { row, bar };
    });
    uploading.add(n);
    const named = files.map(({ name }) => ({ name }));
    if (!mine.has(n)) add({ who: "me", n, text: "", files: named, unsent: true, at: new Date().toISOString() });
    const body = new FormData();
    body.append("n", n);
    files.forEach((file) => body.append("file", file, file.name));
    const request = new XMLHttpRequest();
    const bars = rows.map(({ bar }) => bar);
    request.upload.addEventListener("progress", (event) => fillBars(bars, event.loaded));
    request.addEventListener("loadend", () => {
      rows.forEach(({ row }) => row.remove());
      uploading.delete(n);
      settle(n, request.status !== 200);
      if (request.status !== 200) retry(files, n, request);
    });
    request.open("POST", "/chat/upload");
    request.responseType = "json";
    request.send(body);
  };
  const retry = (files, n, request) => {
    const reason = request.response && request.response.error;
    const row = make("li", "", `${fill(words.uploadFailed, files.map((file) => file.name).join(", "))} ${reason || ""}`);
    const actions = make("div", "choices");
    const again = make("button", "", words.retry), discard = make("button", "", words.discard);
    row.setAttribute("role", "alert");
    again.addEventListener("click", () => { row.remove(); transfer(files, n); box.focus(); });
    discard.addEventListener("click", () => { row.remove(); box.focus(); });
    actions.append(again, discard);
    row.append(actions);
    tray.append(row);
  };

  /* Writing */
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 168)}px`;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim(), length = [...text].length;
    if (length > Number(words.longest)) {
      note(words.tooLong.replace("{length}", length));
    } else if (text) {
      say({ text }, text);
      box.value = "";
      grow();
    }
    box.focus();
  });
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  byId("attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => { upload(picker.files); picker.value = ""; });
  box.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    upload(event.clipboardData.files);
  });
  const carriesFiles = (event) => [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dropping"); });
  addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    upload(event.dataTransfer.files);
  });
  addEventListener("online", connect);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) connect(); });

  /* Beginning: what was said before, silently; then a greeting the first time, or the code that was given */
  log.setAttribute("aria-live", "off");
  memory.items.forEach(show);
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  const code = new URLSearchParams(location.search).get("start");
  if (code) {
    say({ start: code });
    history.replaceState(null, "", location.pathname);
  } else if (!memory.begun) say({ text: "/start" }, "", "first");
  memory.begun = true;
  keep();
  connect();
  if (isPrecise) box.focus();
})();
