/* What the page does by itself: excerpts beside their citations, copying, printing. No text ever becomes markup here. */
(() => {
  "use strict";

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

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    if (!target) return;
    if (target.matches("button.copy[data-copy]")) copy(target, target.dataset.copy);
    else if (target.matches("button.copy[data-copy-link]")) {
      copy(target, new URL(target.dataset.copyLink, location.href.split("?")[0]).href);
    } else if (target.matches("button.print")) window.print();
    else if (target.matches("button.why")) open(target);
  });
})();
