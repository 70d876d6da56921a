"use strict";
/* The pieces a conversation is drawn with; text is only ever set as text, never as markup. */
const elements = (() => {
  const words = document.body.dataset;
  const language = document.documentElement.lang;
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    if (tag === "button") element.type = "button";
    return element;
  };
  const outside = (url, text) =>
    Object.assign(make("a", "", text), { href: url, target: "_blank", rel: "noopener noreferrer" });

  /* Text with its addresses as links, and with numbers and hours that are never broken at their dash. */
  const LINK_OR_NUMBER = /https?:\/\/[^\s<>"“”]+|[\dA-Z][\dA-Zh]*(?:[-–][\dA-Zh]+)+/g;
  const linked = (text) => {
    const whole = document.createDocumentFragment();
    let from = 0;
    for (const match of text.matchAll(LINK_OR_NUMBER)) {
      const isLink = match[0].startsWith("http");
      const found = isLink ? match[0].replace(/[.,;:!?)\]}'’…]+$/, "") : match[0];
      whole.append(text.slice(from, match.index));
      if (isLink) whole.append(outside(found, found));
      else whole.append(found.length > 24 ? found : make("span", "one", found));
      from = match.index + found.length;
    }
    whole.append(text.slice(from));
    return whole;
  };
  const chip = (file) => {
    if (!file.url || !file.url.startsWith("/files/")) return make("span", "chip", file.name);
    return Object.assign(make("a", "chip", file.name), { href: file.url, download: file.name });
  };
  /* One request for many files: what has left fills a bar a file, in order. */
  const fillBars = (bars, sent) => {
    let left = sent;
    for (const bar of bars) {
      bar.value = Math.min(bar.max, Math.max(0, left));
      left -= bar.max;
    }
  };
  const dayName = (date) => {
    const yesterday = new Date();
    yesterday.setDate(yesterday.getDate() - 1);
    if (date.toDateString() === new Date().toDateString()) return words.today;
    if (date.toDateString() === yesterday.toDateString()) return words.yesterday;
    return date.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "numeric", year: "numeric" });
  };
  const hour = (at) => new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  return { make, outside, linked, chip, fillBars, dayName, hour };
})();
