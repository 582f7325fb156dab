/** What the page knows about the house: who I am and what I may do, the people, labels, teams, canned replies, channels. */

export class House extends EventTarget {
  me = null;
  users = [];
  labels = [];
  teams = [];
  replies = [];
  channels = [];
  counts = { views: {}, late: 0, channels: [] };

  /** Reads everything that seldom changes. Throws what `me` throws; the rest may fail and is then empty. */
  async load(api) {
    const lists = ["users", "labels", "teams", "replies"].map((name) => api.get(`/${name}`).then(({ items }) => { this[name] = items; }, () => {}));
    this.me = await api.get("/me");
    await Promise.all(lists);
    this.dispatchEvent(new Event("change"));
  }

  async loadChannels(api) {
    this.channels = (await api.get("/channels")).items;
    this.dispatchEvent(new Event("channels"));
  }

  async loadCounts(api) {
    this.counts = await api.get("/conversations/counts");
    this.dispatchEvent(new Event("counts"));
  }

  may(permission) { return Boolean(this.me?.permissions.includes(permission)); }
  name(id) { return this.users.find((user) => user.id === id)?.displayName ?? ""; }
  label(name) { return this.labels.find((label) => label.name === name)?.title ?? name; }
  team(name) { return this.teams.find((team) => team.name === name)?.title ?? name; }
}

export const house = new House();
