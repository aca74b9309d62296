// The editor and the result views of YASGUI in the place of the text area of the form, which works without them.
// Nothing is asked of another site, and nothing is stored in the browser: a query has an address.
"use strict";

(async () => {
  const { Yasqe, Yasr } = globalThis.Yasgui;
  const form = document.getElementById("query-form");
  const text = document.getElementById("text");
  const format = document.getElementById("format");
  const { endpoint, terms } = form.dataset;

  const complete = ({ prefixes, classes, properties }) => {
    const completers = Yasqe.Autocompleters;
    const named = (list) => ({ bulk: true, autoShow: false, persistenceId: null, get: () => list.map((each) => each.iri) });
    // What these had before is the services prefix.cc and Linked Open Vocabularies.
    Object.assign(completers.prefixes, {
      persistenceId: null,
      get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`),
    });
    Object.assign(completers.class, named(classes));
    Object.assign(completers.property, named(properties));
    const known = new Map([...classes, ...properties].map((each) => [each.iri, each]));
    for (const completer of [completers.class, completers.property]) {
      completer.postprocessHints = (yasqe, hints) => hints.map((hint) => describe(hint, known, yasqe.getPrefixesFromQuery()));
    }
  };

  // The label of a term beside its name, and what it means when the pointer rests on it.
  const describe = (hint, known, prefixes) => {
    const name = hint.text;
    const [prefix, local] = name.split(/:(.*)/s);
    const iri = name.startsWith("<") ? name.slice(1, -1) : `${prefixes[prefix] ?? ""}${local}`;
    const term = known.get(iri);
    hint.render = (element) => {
      element.textContent = term?.label ? `${name}  (${term.label})` : name;
      element.title = term?.definition ?? "";
    };
    return hint;
  };

  const response = await fetch(terms);
  if (!response.ok) return;
  const completions = await response.json();
  complete(completions);
  Object.assign(Yasqe.defaults, { prefixCcApi: null, persistenceId: null, consumeShareLink: null });

  const parameters = () => [...form.querySelectorAll("input[type=hidden]")].map(({ name, value }) => ({ name, value }));
  const address = (query) => {
    const pairs = [{ name: "query", value: query }, ...parameters()].map(({ name, value }) => [name, value]);
    return new URL(`${endpoint}?${new URLSearchParams(pairs)}`, location.href).href;
  };

  const editor = document.createElement("div");
  const results = document.getElementById("results");
  for (const each of [editor, results]) each.className = "yasgui";
  results.hidden = true;
  text.after(editor);
  const yasqe = new Yasqe(editor, {
    value: text.value,
    persistenceId: null,
    consumeShareLink: null,
    prefixCcApi: null,
    createShareableLink: (shown) => address(shown.getValue()),
    screenReaderLabel: "SPARQL query",
    inputStyle: "contenteditable",
    requestConfig: {
      endpoint: new URL(endpoint, location.href).href,
      method: "POST",
      args: parameters(),
      // Errors come as plain text, which is shown as it is.
      acceptHeaderSelect: "application/sparql-results+json,text/plain;q=0.5",
      acceptHeaderGraph: "text/turtle,text/plain;q=0.5",
    },
  });
  const yasr = new Yasr(results, { persistenceId: null, prefixes: completions.prefixes });
  // Terms as people read them, not as Turtle; the switch is in the bar above the table.
  yasr.config.plugins.table.dynamicConfig = { compact: true };
  for (const part of [text, text.labels[0]]) part.hidden = true;

  yasqe.on("query", () => {
    document.getElementById("result")?.remove();
    document.querySelector(".note[role=alert]")?.remove();
    history.replaceState(null, "", address(yasqe.getValue()));
  });
  yasqe.on("queryResponse", (_, answer, duration) => {
    results.hidden = false;
    yasr.setResponse(answer, duration);
  });

  form.addEventListener("submit", (event) => {
    text.value = yasqe.getValue();
    if (format.value) return;
    event.preventDefault();
    yasqe.query().catch(() => {});
  });

  // What YASGUI leaves without a name for those who do not see it.
  const labels = [
    [".tableSizer", "Rows on a page"],
    [".tableFilter", "Filter the rows"],
  ];
  const label = () => {
    for (const [selector, name] of labels) {
      const elements = document.querySelectorAll(`.yasgui ${selector}:not([aria-label])`);
      for (const element of elements) element.setAttribute("aria-label", name);
    }
    for (const header of results.querySelectorAll("th:not([data-named])")) {
      header.dataset.named = "";
      if (header.textContent.trim()) continue;
      const name = Object.assign(document.createElement("span"), { className: "hidden", textContent: "Row" });
      header.append(name);
    }
  };
  const observer = new MutationObserver(label);
  for (const each of [editor, results]) observer.observe(each, { childList: true, subtree: true });
  label();
})();
