"use strict";
/* The page under an upload link: files chosen bit by bit, sent as one form, a bar for each.
   Without this script the same form is sent by the browser itself; what comes back is the same page. */
(() => {
  const { make, fillBars } = elements;
  const form = document.getElementById("form");
  if (!form) return;
  const byId = (id) => document.getElementById(id);
  const [chosen, said, button] = ["chosen", "said", "send"].map(byId);
  const words = form.dataset;
  const fill = (sentence, name) => sentence.replace("{name}", () => name);
  const label = button.textContent;
  let files = [];
  document.body.classList.add("scripted");

  const list = () => {
    chosen.replaceChildren(...files.map((file) => {
      const row = make("li", "", ""), drop = make("button", "icon", "×");
      drop.setAttribute("aria-label", fill(words.leaveOut, file.name));
      drop.addEventListener("click", () => {
        files = files.filter((one) => one !== file);
        list();
        byId("files").focus();
      });
      row.append(make("span", "", file.name), drop);
      return row;
    }));
    button.disabled = files.length === 0;
  };
  for (const input of [byId("files"), byId("camera")]) {
    input.addEventListener("change", () => {
      const limit = Number(words.limit);
      const large = [...input.files].filter((file) => file.size > limit);
      said.textContent = large.map((file) => fill(words.tooLarge, file.name)).join("\n");
      files.push(...[...input.files].filter((file) => file.size <= limit));
      input.value = "";
      list();
    });
  }

  const busy = (is) => {
    form.classList.toggle("busy", is);
    button.textContent = is ? words.sending : label;
    for (const each of form.elements) each.disabled = is;
  };
  const answered = (request) => {
    busy(false);
    const main = request.response && request.response.querySelector("main");
    if (main && !main.querySelector("form")) {
      document.querySelector("main").replaceWith(main);
      const sent = byId("sent");
      if (sent) sent.focus();
      return;
    }
    list();
    const reason = main && main.querySelector("#said");
    said.textContent = (reason && reason.textContent) || words.unsent;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!files.length) return;
    const body = new FormData();
    body.append("n", form.elements.n.value);
    files.forEach((file) => body.append("file", file, file.name));
    const bars = files.map((file) => {
      const bar = Object.assign(make("progress"), { max: Math.max(file.size, 1), value: 0 });
      bar.setAttribute("aria-label", file.name);
      return bar;
    });
    [...chosen.children].forEach((row, index) => row.append(bars[index]));
    said.textContent = "";
    busy(true);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (progress) => fillBars(bars, progress.loaded));
    request.addEventListener("loadend", () => answered(request));
    request.open("POST", location.pathname);
    request.responseType = "document";
    request.send(body);
  });
  list();
})();
