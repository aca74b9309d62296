// Suggestions under a field with data-suggest: the editable combobox with list autocomplete of the ARIA Authoring
// Practices (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): nothing is chosen until a key or a pointer does.
// data-suggest is the kind that is suggested; empty: every kind, and what is chosen is opened.  In other fields its name
// is written, and its IRI is sent with the form in the place of the name.  Without this file the form does what it says.
"use strict";

(() => {
  const DELAY = 120; // milliseconds after a key in which no other came
  const own = document.currentScript.src;
  const site = new URL("../", own);

  class Suggestions {
    constructor(input) {
      this.input = input;
      this.kind = input.dataset.suggest;
      this.chosen = -1;
      this.wanted = 0;
      this.named = { name: input.value, iri: input.dataset.iri ?? "" };
      this.list = document.createElement("ul");
      this.list.id = `${input.id}-suggestions`;
      this.list.className = "suggestions";
      this.list.hidden = true;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "Suggestions");
      this.status = document.createElement("span");
      this.status.className = "hidden";
      this.status.setAttribute("role", "status");
      input.parentElement.classList.add("suggested");
      input.parentElement.append(this.list, this.status);
      const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
      Object.entries(attributes).forEach(([name, value]) => input.setAttribute(name, value));
      input.autocomplete = "off";
      input.addEventListener("input", () => this.ask());
      input.addEventListener("keydown", (event) => this.press(event));
      input.addEventListener("blur", () => this.close());
      input.form.addEventListener("formdata", (event) => this.send(event.formData));
      // The field keeps the focus, so that a click does not close the list before it is heard.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    }

    ask() {
      const text = this.input.value.trim();
      const mine = ++this.wanted;
      clearTimeout(this.timer);
      if (!text) {
        this.close();
        return;
      }
      this.timer = setTimeout(async () => {
        const address = new URL("suggest", site);
        address.searchParams.set("q", text);
        if (this.kind) address.searchParams.set("kind", this.kind);
        try {
          const answer = await fetch(address);
          const found = answer.ok ? (await answer.json()).suggestions : [];
          // An answer that comes late is one to another text.
          if (mine === this.wanted) this.show(found);
        } catch {
          if (mine === this.wanted) this.close();
        }
      }, DELAY);
    }

    show(found) {
      this.list.replaceChildren(...found.map((each, place) => this.option(each, place)));
      this.choose(-1);
      const open = found.length > 0 && document.activeElement === this.input;
      this.list.hidden = !open;
      this.input.setAttribute("aria-expanded", String(open));
      const count = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
      this.status.textContent = open ? count : "No suggestions";
    }

    option(each, place) {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.href = each.href;
      option.dataset.iri = each.iri;
      option.dataset.name = each.name;
      const name = document.createElement("bdi");
      name.textContent = each.name;
      const about = document.createElement("span");
      about.className = "soft small";
      const other = each.matched === each.name ? [] : [`also called ${each.matched}`];
      about.textContent = [this.kind ? "" : each.kind, each.taxonomy, ...other].filter(Boolean).join(" · ");
      option.append(name, " ", about);
      return option;
    }

    choose(place) {
      this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
      this.chosen = place;
      const option = this.list.children[place];
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        this.input.setAttribute("aria-activedescendant", option.id);
      } else {
        this.input.removeAttribute("aria-activedescendant");
      }
    }

    press(event) {
      if (event.ctrlKey || event.metaKey || event.isComposing) return;
      const count = this.list.children.length;
      const isOpen = !this.list.hidden;
      switch (event.key) {
        case "ArrowDown":
        case "ArrowUp": {
          event.preventDefault();
          if (!isOpen) {
            this.ask();
          } else if (event.key === "ArrowDown") {
            this.choose((this.chosen + 1) % count);
          } else {
            this.choose(this.chosen > 0 ? this.chosen - 1 : count - 1);
          }
          break;
        }
        case "Home":
        case "End":
        case "ArrowLeft":
        case "ArrowRight":
          // The focus is in the text again, where the browser moves the cursor.
          this.choose(-1);
          break;
        case "Enter":
          if (isOpen && this.chosen >= 0) {
            event.preventDefault();
            this.take(this.list.children[this.chosen]);
          } else {
            this.close();
          }
          break;
        case "Escape":
          event.preventDefault();
          if (isOpen) this.close();
          else this.input.value = "";
          break;
        default:
      }
    }

    take(option) {
      if (!option) return;
      this.input.value = option.dataset.name;
      this.close();
      if (this.kind) this.named = { name: option.dataset.name, iri: option.dataset.iri };
      else location.assign(option.dataset.href);
    }

    // Several things can have one name: the form says by its IRI which of them was chosen.
    send(form) {
      const { name, iri } = this.named;
      if (!iri || this.input.value !== name) return;
      const fields = [...form];
      fields.forEach(([field]) => form.delete(field));
      fields.forEach(([field, value]) => form.append(field, field === this.input.name && value === name ? iri : value));
    }

    close() {
      clearTimeout(this.timer);
      this.wanted += 1;
      this.list.hidden = true;
      this.choose(-1);
      this.input.setAttribute("aria-expanded", "false");
    }
  }

  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("suggestions.css", own) });
  document.head.append(sheet);
  document.querySelectorAll("input[data-suggest]").forEach((input) => new Suggestions(input));
})();
