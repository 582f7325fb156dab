import { api } from "../lib/api.js";
import { announce, arrange, copy, make } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { sayRarely } from "../lib/say.js";
import { pick } from "../lib/words.js";
import { glyph } from "../models/channels.js";
import { house } from "../models/house.js";
import { Queue } from "../models/queue.js";
import { address } from "../models/route.js";
import { nextWithWork, query, title, views } from "../models/views.js";
import { blank, bones, failure } from "./blank.js";
import { ChoiceMenu } from "./choice-menu.js";
import "./queue-row.js";

/** The queue of one view. It reads page by page, follows what changes, and never moves a row that is being looked at. */
class QueueList extends HTMLElement {
  #queue = null;
  #rows = new Map();
  #place = { view: "open", filter: {} };
  #current = null;
  #reading = null;
  #timers = {};
  #seen = null;

  connectedCallback() {
    if (this.childElementCount === 0) this.replaceChildren(copy("queue"));
    this.addEventListener("click", this.#clicked);
    this.addEventListener("focusin", this.#roves);
    // The list scrolls, not the page: seen from its own box the end can come near before it is there.
    this.#seen = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) this.#more(); },
      { root: this.querySelector(".pane__body"), rootMargin: "800px" });
    this.#seen.observe(this.#end);
    house.addEventListener("counts", this.#title);
    house.addEventListener("change", this.#redraw);
    this.#timers.tick = setInterval(() => this.#tick(), 1000);
  }

  disconnectedCallback() {
    this.#seen.disconnect();
    house.removeEventListener("counts", this.#title);
    house.removeEventListener("change", this.#redraw);
    for (const timer of Object.values(this.#timers)) clearInterval(timer);
  }

  /** The rows as they stand; for whoever must know which is next. */
  get queue() { return this.#queue; }
  /** The id of the row that has the focus, else null. */
  get focused() { return document.activeElement?.closest("queue-row")?.row.id ?? null; }

  /** Shows a view. The same view again changes nothing. */
  async open(view, filter) {
    if (this.#queue && this.#place.view === view && JSON.stringify(this.#place.filter) === JSON.stringify(filter)) return;
    this.#place = { view, filter };
    this.#queue = new Queue(view, filter, house.me?.id);
    this.#rows.clear();
    this.#title();
    this.#list.replaceChildren();
    this.#say("");
    this.querySelector(".pane__body").scrollTop = 0;
    await this.#read();
  }

  /** Marks the open conversation. */
  set current(id) {
    this.#current = id;
    for (const [key, row] of this.#rows) row.classList.toggle("is-current", key === id);
    this.#tabStop();
    if (id) this.#rows.get(id)?.scrollIntoView({ block: "nearest" });
  }

  /** Takes in how a conversation is now. */
  receive(row) {
    if (!this.#queue?.isLoaded) return;
    const known = this.#queue.find(row.id);
    if (known && known.version > row.version) return;
    const outcome = this.#queue.receive(row, this.#lastInSight());
    if (outcome === "waits") this.#tellArrivals();
    else if (outcome) this.#draw();
  }

  /** Puts a row back because the person undid what took it out. */
  put(row) {
    this.#queue?.put(row);
    this.#draw();
  }

  /** Takes a row out because the person is done with it; returns the id of the next. */
  take(id) {
    const next = this.#queue?.take(id) ?? null;
    this.#draw();
    return next;
  }

  /** Reads the first page again and lets it in without a jump; what is not there any more is marked. */
  async refresh() {
    if (!this.#queue?.isLoaded) { await this.#read(); return; }
    const queue = this.#queue;
    const page = await this.#page({ limit: Math.min(200, Math.max(50, queue.rows.length)) }).catch(() => null);
    if (!page || queue !== this.#queue) return;
    queue.reconcile(page, this.#lastInSight());
    this.#draw();
  }

  focusRow(id) { (this.#rows.get(id)?.link ?? this.querySelector("h1"))?.focus(); }

  /** Walks by one row; from nowhere to the current or the first. */
  step(by) {
    const from = this.focused ?? null;
    const id = from ? this.#queue?.neighbour(from, by) : this.#current && this.#rows.has(this.#current) ? this.#queue.neighbour(this.#current, by)
      : this.#queue?.rows[0]?.id;
    if (id) this.focusRow(id);
    return id;
  }

  openFilter() { this.querySelector("[data-do=filter]").click(); }

  // Reading

  get #list() { return this.querySelector("ol"); }
  get #end() { return this.querySelector(".rows__end"); }

  #page(more = {}) { return api.get("/conversations", { ...query(this.#place.view, this.#place.filter), ...more }); }

  async #read() {
    const queue = this.#queue;
    clearTimeout(this.#timers.bones);
    this.#timers.bones = setTimeout(() => { if (!queue.isLoaded && queue === this.#queue) this.#end.replaceChildren(bones(6)); }, 200);
    try {
      const page = await this.#page();
      if (queue !== this.#queue) return;
      queue.replace(page);
      this.#draw();
    } catch (error) {
      if (queue === this.#queue && error.status !== 401) this.#failed(error);
    }
  }

  async #more() {
    const queue = this.#queue;
    if (!queue?.isLoaded || !queue.next || this.#reading) return;
    this.#reading = queue;
    try {
      const page = await this.#page({ cursor: queue.next });
      if (queue === this.#queue) { queue.append(page); this.#draw(); }
    } catch (error) {
      if (queue === this.#queue) this.#end.replaceChildren(failure(pick("More rows cannot be loaded.", "Weitere Zeilen lassen sich nicht laden."),
        error, () => { this.#reading = null; this.#more(); }));
    } finally {
      if (this.#reading === queue) this.#reading = null;
    }
  }

  #failed(error) {
    this.#end.replaceChildren(error.status === 403
      ? blank("forbidden", pick("This view is not open to you.", "Diese Ansicht ist nicht freigegeben."), `${error.message} ${error.advice}`)
      : failure(pick("The queue cannot be loaded.", "Der Eingang lässt sich nicht laden."), error, () => this.#read(),
        { every: error.retryAfter ?? 8 }));
  }

  // Drawing

  #redraw = () => {
    if (this.#queue) this.#queue.me = house.me?.id;
    if (this.#queue?.isLoaded) this.#draw();
  };

  #draw() {
    const now = api.now(), rows = this.#queue.rows, items = [];
    const ids = new Set(rows.map((row) => row.id));
    for (const id of [...this.#rows.keys()]) if (!ids.has(id)) this.#rows.delete(id);
    rows.forEach((row, index) => {
      const element = this.#rows.get(row.id) ?? this.#make(row.id);
      if (element.row !== row) element.show(row, this.#place, now);
      element.classList.toggle("is-current", row.id === this.#current);
      element.parentElement.setAttribute("aria-posinset", index + 1);
      element.parentElement.setAttribute("aria-setsize", this.#queue.next ? -1 : rows.length);
      items.push(element.parentElement);
    });
    arrange(this.#list, items);
    this.#end.replaceChildren(rows.length === 0 && this.#queue.arrivals.size === 0 ? this.#empty() : this.#queue.next ? bones(2) : "");
    if (rows.length === 0 && this.#queue.arrivals.size > 0) { this.#queue.merge(); this.#draw(); }
    this.#tabStop();
    this.#tellArrivals();
    if (this.#queue.next) requestAnimationFrame(() => { this.#seen.unobserve(this.#end); this.#seen.observe(this.#end); });
  }

  #make(id) {
    const row = document.createElement("queue-row");
    make("li", {}, row);
    this.#rows.set(id, row);
    return row;
  }

  #empty() {
    const next = nextWithWork(this.#place.view, house.counts.views);
    if (house.channels.length === 0 && house.hasChannels === false) return blank("closed", pick("No line is open yet.", "Noch fährt hier nichts."),
      pick("Connect the first channel in channels.yaml, and messages arrive by themselves.",
      "Den ersten Kanal in channels.yaml verbinden, dann kommen Nachrichten von selbst."));
    if (this.#place.filter.channel) return blank("clear", pick("Line clear.", "Freie Fahrt."),
      pick("Nothing waits here from this channel.", "Von diesem Kanal wartet hier nichts."),
      { text: pick("Show all channels", "Alle Kanäle zeigen"), href: address({ view: this.#place.view }) });
    return blank("clear", pick("Line clear.", "Freie Fahrt."), next
      ? pick(`Nothing waits in this view. Next: ${number(house.counts.views[views.get(next).count])} ${title(next).toLowerCase()}.`,
        `In dieser Ansicht wartet nichts. Als Nächstes: ${number(house.counts.views[views.get(next).count])} in „${title(next)}“.`)
      : pick("Nothing waits in this view.", "In dieser Ansicht wartet nichts."),
        next && { text: pick(`Open “${title(next)}”`, `„${title(next)}“ öffnen`), href: `#/${next}` });
  }

  #title = () => {
    const { view, filter } = this.#place, { counts } = house, total = counts.views[views.get(view).count];
    this.querySelector("h1").textContent = title(view);
    const late = view === "open" && counts.late > 0 ? `, ${number(counts.late)} ${pick("late", "zu spät")}` : "";
    this.querySelector(".queue__title .count").textContent = filter.channel || total == null ? ""
      : `${number(total)}${late}`.replace(/^(\d[\d.,]*)(?=, )/, pick("$1 open", "$1 offen"));
    const channel = house.channels.find((one) => one.id === filter.channel);
    this.#tool("filter", filter.channel ? channel?.name ?? pick("One channel", "Ein Kanal") : pick("Filter", "Filtern"), Boolean(filter.channel));
    const sort = query(view, filter).sort ?? "due";
    this.#tool("sort", sort === "newest" ? pick("Newest first", "Neueste zuerst") : pick("Due first", "Fälligkeit"), false);
    announce(this, "titled", { text: `${total ? `(${number(total)}) ` : ""}${title(view)}` });
  };

  #tool(name, text, isOn) {
    const tool = this.querySelector(`[data-do=${name}]`);
    tool.querySelector("span").textContent = text;
    tool.toggleAttribute("data-on", isOn);
    tool.title = text;
  }

  #tick() {
    const now = api.now();
    for (const row of this.#rows.values()) row.tick(now);
  }

  // Arrivals

  #lastInSight() {
    const body = this.querySelector(".pane__body"), bottom = body.getBoundingClientRect().bottom, rows = this.#queue.rows;
    let last = -1;
    for (let index = 0; index < rows.length; index += 1) {
      const box = this.#rows.get(rows[index].id)?.getBoundingClientRect();
      if (!box || box.top >= bottom) break;
      last = index;
    }
    return last;
  }

  #tellArrivals() {
    const count = this.#queue?.arrivals.size ?? 0, text = pick(`${count} new above`, `${count} neu darüber`);
    this.#say(count ? text : "");
    if (count) sayRarely(text);
  }

  #say(text) {
    const button = this.querySelector(".queue__new");
    button.hidden = !text;
    button.textContent = text;
  }

  // Acting

  #roves = (event) => {
    if (!event.target.matches(".row__open")) return;
    for (const row of this.#rows.values()) row.link.tabIndex = row.link === event.target ? 0 : -1;
  };

  #tabStop() {
    const links = [...this.#rows.values()].map((row) => row.link);
    if (links.some((link) => link === document.activeElement)) return;
    const stop = this.#rows.get(this.#current)?.link ?? this.#list.querySelector(".row__open");
    for (const link of links) link.tabIndex = link === stop ? 0 : -1;
  }

  #clicked = (event) => {
    if (event.target.closest(".queue__new")) this.#letIn();
    const tool = event.target.closest("[data-do]");
    if (tool?.dataset.do === "sort") this.#go({ sort: (query(this.#place.view, this.#place.filter).sort ?? "due") === "due" ? "newest" : "due" });
    if (tool?.dataset.do === "filter") this.#filter(tool);
  };

  #letIn() {
    const first = [...this.#queue.arrivals.values()].sort((a, b) => this.#queue.compare(a, b))[0];
    this.#queue.merge();
    this.#draw();
    this.#rows.get(first?.id)?.scrollIntoView({ block: "center" });
    this.focusRow(first?.id);
  }

  #filter(tool) {
    const open = new Map(house.counts.channels.map((one) => [one.id, one.open]));
    ChoiceMenu.open(tool, pick("Filter by channel", "Nach Kanal filtern"), [
      { title: pick("All channels", "Alle Kanäle"), isOn: !this.#place.filter.channel, run: () => this.#go({ channel: null }) },
      ...house.channels.map((channel) =>
        ({ title: channel.name, icon: glyph(channel.connector), hint: open.get(channel.id) ? number(open.get(channel.id)) : "",
        isOn: channel.id === this.#place.filter.channel, run: () => this.#go({ channel: channel.id }) })),
    ]);
  }

  #go(change) { location.hash = address({ view: this.#place.view, filter: { ...this.#place.filter, ...change } }); }
}

customElements.define("queue-list", QueueList);
