/* What the page does by itself: excerpts beside their citations, copying, printing. No text ever becomes markup here. */
(() => {
  "use strict";

  /* Gradio takes the language of the browser for its own words and for the page; the page has its own. */
  const spoken = document.documentElement.lang === "en" ? "en" : "fr";
  for (const [name, value] of [["language", spoken], ["languages", [spoken]]]) {
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });
  }
  new MutationObserver(() => {
    if (document.documentElement.lang !== spoken) document.documentElement.lang = spoken;
  }).observe(document.documentElement, { attributeFilter: ["lang"] });

  /* The excerpt or the reason, shown on hover and focus, closed by Escape. */
  let popover = null;
  let owner = null;
  let closing = 0;

  const line = (text, name, kind) => {
    const node = document.createElement(kind || "p");
    node.textContent = text;
    if (name) node.className = name;
    return node;
  };

  const close = () => {
    clearTimeout(closing);
    if (popover) popover.remove();
    if (owner) owner.removeAttribute("aria-describedby");
    document.querySelectorAll(".excerpt.pointed").forEach((item) => item.classList.remove("pointed"));
    popover = owner = null;
  };

  const closeSoon = () => {
    clearTimeout(closing);
    closing = setTimeout(close, 250);
  };

  const fill = (box, target) => {
    if (target.classList.contains("why")) {
      box.append(line(target.dataset.reason));
      return true;
    }
    const item = document.getElementById(target.dataset.key);
    if (!item) return false;
    item.classList.add("pointed");
    box.append(line(item.querySelector("h3 .title").textContent, "popover-title"));
    box.append(line(item.querySelector("blockquote").textContent, "", "blockquote"));
    const from = item.querySelector(".provenance");
    if (from) box.append(line(from.textContent, "provenance"));
    return true;
  };

  const open = (target) => {
    clearTimeout(closing);
    if (owner === target) return;
    close();
    const box = document.createElement("div");
    box.className = "popover";
    box.id = "vigie-popover";
    box.setAttribute("role", "tooltip");
    if (!fill(box, target)) return;
    document.body.append(box);
    const place = target.getBoundingClientRect();
    const width = box.offsetWidth;
    const height = box.offsetHeight;
    const left = Math.max(12, Math.min(place.left, document.documentElement.clientWidth - width - 12));
    const below = place.bottom + 8 + height < window.innerHeight || place.top < height + 8;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(below ? place.bottom + 8 : place.top - height - 8) + window.scrollY}px`;
    target.setAttribute("aria-describedby", box.id);
    popover = box;
    owner = target;
  };

  const pointed = (event) => (event.target instanceof Element ? event.target.closest(".citation, button.why") : null);

  document.addEventListener("mouseover", (event) => {
    const target = pointed(event);
    if (target) open(target);
    else if (popover && popover.contains(event.target)) clearTimeout(closing);
    else if (popover && document.activeElement !== owner) closeSoon();
  });
  document.addEventListener("focusin", (event) => {
    const target = pointed(event);
    if (target && target.matches(":focus-visible")) open(target);
    else if (popover && !popover.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && popover) {
      close();
      event.stopPropagation();
    }
  }, true);

  /* Copying */
  const copy = async (button, text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    announce(button.dataset.done);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1500);
  };

  /* What the reader thinks of an answer or of a source */
  const give = async (button) => {
    const { answer, kind, citation } = button.dataset;
    const said = { answer, kind };
    if (citation !== undefined) said.citation = Number(citation);
    const group = button.parentElement.matches(".opinions") ? button.parentElement.querySelectorAll("button") : [button];
    try {
      const kept = await fetch("/feedback", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(said),
      });
      if (!kept.ok) throw new Error(String(kept.status));
    } catch {
      announce(spoken === "en" ? "Your opinion could not be kept" : "Votre avis n'a pas pu être enregistré");
      return;
    }
    for (const each of group) each.disabled = true;
    button.textContent = button.dataset.done;
    announce(button.dataset.done);
  };

  const announce = (text) => {
    let region = document.getElementById("vigie-announce");
    if (!region) {
      region = line("", "unseen");
      region.id = "vigie-announce";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = text;
  };

  /* A cited page opens in a dialog; with a modifier key, or without this script, its link is an ordinary link. */
  let viewer = null;

  const viewerOf = () => {
    if (viewer) return viewer;
    viewer = document.createElement("dialog");
    viewer.className = "viewer";
    viewer.setAttribute("aria-labelledby", "source-title");
    const bar = line("", "viewer-bar", "div");
    const end = line(spoken === "en" ? "Close" : "Fermer", "", "button");
    end.type = "button";
    end.addEventListener("click", () => viewer.close());
    bar.append(end);
    viewer.append(bar, document.createElement("div"));
    viewer.addEventListener("click", (event) => {
      if (event.target === viewer) viewer.close();
    });
    document.body.append(viewer);
    return viewer;
  };

  const show = async (link) => {
    close();
    let answer;
    try {
      answer = await fetch(link.href, { credentials: "same-origin" });
    } catch {
      answer = null;
    }
    const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!page) {
      location.assign(link.href);
      return;
    }
    const box = viewerOf();
    const content = document.createElement("div");
    for (const name of ["class", "id", "tabindex"]) {
      if (page.hasAttribute(name)) content.setAttribute(name, page.getAttribute(name));
    }
    content.append(...document.adoptNode(page).childNodes);
    box.lastElementChild.replaceWith(content);
    if (!box.open) box.showModal();
    content.focus();
    box.scrollTop = 0;
    const image = content.querySelector(".sheet-image");
    const marked = content.querySelector(".sheet-marks");
    if (image && marked) reveal(box, image, new URL(marked.src, location.href));
  };

  /* Bring the marked lines into view once the picture is there. */
  const reveal = async (box, image, address) => {
    try {
      const [drawn] = await Promise.all([(await fetch(address)).text(), image.decode()]);
      const strip = new DOMParser().parseFromString(drawn, "image/svg+xml").querySelector("rect");
      if (!strip || !box.open) return;
      const share = Number(strip.getAttribute("y")) / 1000;
      const top = image.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
      box.scrollTop = Math.max(0, top + share * image.clientHeight - box.clientHeight / 3);
    } catch {
      /* the page is shown all the same */
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.citation, a.open-source, .viewer a.turn-page") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link);
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    if (!target) return;
    if (target.matches("button.copy[data-copy]")) copy(target, target.dataset.copy);
    else if (target.matches("button.copy[data-copy-link]")) {
      copy(target, new URL(target.dataset.copyLink, location.href.split("?")[0]).href);
    } else if (target.matches("button.opinion")) give(target);
    else if (target.matches("button.print")) window.print();
    else if (target.matches("button.why")) open(target);
  });

  /* The excerpts of the Excerpts tab: widened by the server, which cuts them again; pinned in this browser tab. */
  const said = (fr, en) => (spoken === "en" ? en : fr);
  const KEPT = "vigie-dossier";

  const widen = async (button) => {
    if (button.getAttribute("aria-disabled") === "true") return;
    const item = button.closest(".card-item");
    const { document: held, page, start, end, number } = item.dataset;
    const { before, after } = button.dataset;
    const query = new URLSearchParams({ start, end, before, after, shown: number, lang: spoken });
    let fresh = null;
    try {
      const answer = await fetch(`/excerpt/${encodeURIComponent(held)}/${page}?${query}`);
      const text = answer.ok ? await answer.text() : "";
      fresh = new DOMParser().parseFromString(text, "text/html").querySelector(".card-item");
    } catch {
      /* told below */
    }
    if (!fresh) {
      announce(said("L'extrait n'a pas pu être changé", "The excerpt could not be changed"));
      return;
    }
    document.adoptNode(fresh);
    item.replaceWith(fresh);
    fresh.querySelector(`.widen[data-before="${before}"][data-after="${after}"]`).focus();
    announce(fresh.querySelector("blockquote").textContent);
  };

  const pinned = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) || { title: "", items: [] };
    } catch {
      return { title: "", items: [] };
    }
  };

  const keep = (dossier) => sessionStorage.setItem(KEPT, JSON.stringify(dossier));

  const pin = (button) => {
    const item = button.closest(".card-item");
    const { document: held, page, start, end, title, from } = item.dataset;
    const quote = item.querySelector("blockquote").textContent;
    const dossier = pinned();
    const same = (one) => one.document === held && one.page === Number(page) && one.start === Number(start) && one.end === Number(end);
    if (dossier.items.some(same)) {
      announce(said("Cet extrait est déjà dans le dossier", "This excerpt is already in the dossier"));
      return;
    }
    if (dossier.items.length >= 200) {
      announce(said("Le dossier est plein : 200 extraits", "The dossier is full: 200 excerpts"));
      return;
    }
    dossier.items.push({ document: held, page: Number(page), start: Number(start), end: Number(end), note: "", title, from, quote });
    keep(dossier);
    fillDossier();
    announce(said(`Extrait épinglé, ${dossier.items.length} dans le dossier`, `Excerpt pinned, ${dossier.items.length} in the dossier`));
  };

  const unpin = (index) => {
    const dossier = pinned();
    dossier.items.splice(index, 1);
    keep(dossier);
    fillDossier();
    announce(said("Extrait retiré du dossier", "Excerpt taken out of the dossier"));
    const buttons = document.querySelectorAll(".dossier .unpin");
    (buttons[Math.min(index, buttons.length - 1)] || document.getElementById("dossier-title")).focus();
  };

  const pinnedItem = (one, index) => {
    const item = line("", "pinned-item", "li");
    item.append(line(one.quote, "", "blockquote"), line(`${one.title} · ${one.from}`, "provenance"));
    const label = line(said(`Note sur l'extrait ${index + 1}`, `Note on excerpt ${index + 1}`), "", "label");
    const note = document.createElement("textarea");
    note.rows = 2;
    note.maxLength = 5000;
    note.value = one.note;
    note.addEventListener("input", () => {
      const dossier = pinned();
      if (dossier.items[index]) dossier.items[index].note = note.value;
      keep(dossier);
    });
    label.append(note);
    const out = line(said("Retirer", "Take out"), "unpin", "button");
    out.type = "button";
    out.append(line(said(` l'extrait ${index + 1}`, ` excerpt ${index + 1}`), "unseen", "span"));
    out.addEventListener("click", () => unpin(index));
    const actions = line("", "actions", "p");
    actions.append(out);
    item.append(label, actions);
    return item;
  };

  const fillDossier = () => {
    const box = document.querySelector(".dossier");
    if (!box) return;
    const { title, items } = pinned();
    const number = items.length;
    const one = number === 1 || (number === 0 && spoken === "fr");
    box.querySelector(".tally").textContent = `${number}\u00a0${one ? box.dataset.one : box.dataset.many}`;
    box.querySelector(".pinned").replaceChildren(...items.map(pinnedItem));
    box.querySelector(".dossier-end").hidden = !number;
    const name = box.querySelector("#dossier-name");
    if (!box.dataset.filled) {
      box.dataset.filled = "yes";
      name.addEventListener("input", () => keep({ ...pinned(), title: name.value }));
    }
    if (document.activeElement !== name) name.value = title;
  };

  new MutationObserver(() => {
    if (document.querySelector(".dossier:not([data-filled])")) fillDossier();
  }).observe(document, { childList: true, subtree: true });

  /* Saving: the API makes the file. */
  const save = async (button, address, body) => {
    const form = button.parentElement.querySelector("select.form").value;
    button.disabled = true;
    announce(said("Le fichier se prépare", "The file is being made"));
    try {
      const answer = await fetch(`/api/v1/${address}?form=${form}`, {
        method: "POST",
        headers: { "content-type": "application/json", "accept-language": spoken },
        body,
      });
      if (!answer.ok) throw new Error((await answer.json()).detail);
      const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") || "");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name ? decodeURIComponent(name[1]) : "vigie";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      tellSaved(button, said("Fichier enregistré", "File saved"));
    } catch (error) {
      tellSaved(button, `${said("Le fichier n'a pas pu être fait. ", "The file could not be made. ")}${error.message || ""}`);
    }
    button.disabled = false;
    button.focus();
  };

  const tellSaved = (button, text) => {
    let told = button.parentElement.querySelector(".saved");
    if (!told) {
      told = line("", "saved note");
      button.parentElement.append(told);
    }
    told.textContent = text;
    announce(text);
  };

  const saveDossier = (button) => {
    const { title, items } = pinned();
    const excerpts = items.map(({ document: held, page, start, end, note }) => ({ document: held, page, start, end, note }));
    const name = title.trim() || said("Dossier", "Dossier");
    save(button, "dossiers", JSON.stringify({ title: name, excerpts }));
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    if (!target) return;
    if (target.matches("button.widen")) widen(target);
    else if (target.matches("button.pin")) pin(target);
    else if (target.matches("button.save-dossier")) saveDossier(target);
    else if (target.matches("button.save-check")) save(target, "check/export", target.parentElement.dataset.asked);
    else if (target.matches("button.empty-dossier")) {
      keep({ title: "", items: [] });
      fillDossier();
      announce(said("Le dossier est vide", "The dossier is empty"));
      document.getElementById("dossier-title").focus();
    }
  });
})();
