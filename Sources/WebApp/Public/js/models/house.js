/** What the page knows about the house: who I am and what I may do, the people, labels, teams, canned replies, channels. */

export class House extends EventTarget {
  me = null;
  users = [];
  labels = [];
  teams = [];
  replies = [];
  channels = [];
  counts = { views: {}, late: 0, channels: [] };

  /** Reads who I am, and throws what that throws; the rest comes when it comes, and what cannot be read is empty. */
  async load(api) {
    this.me = await api.get("/me");
    const lists = ["users", "labels", "teams", "replies"].map((name) => api.get(`/${name}`).then(({ items }) => { this[name] = items; }, () => {}));
    this.lists = Promise.all(lists).then(() => this.dispatchEvent(new Event("change")));
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
  /** What our own side is called on a channel: its account there. */
  account(channel) { return this.channels.find((one) => one.id === channel.id)?.account?.name || channel.name; }
  label(name) { return this.labels.find((label) => label.name === name)?.title ?? name; }
  team(name) { return this.teams.find((team) => team.name === name)?.title ?? name; }
}

export const house = new House();
