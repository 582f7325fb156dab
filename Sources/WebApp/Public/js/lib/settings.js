/** What this person chose in this browser. Reading and writing never fails: a browser may forbid storage. */

export function setting(name, otherwise = null) {
  try { return localStorage.getItem(`stellwerk.${name}`) ?? otherwise; } catch { return otherwise; }
}

export function choose(name, value) {
  try {
    if (value == null) localStorage.removeItem(`stellwerk.${name}`);
    else localStorage.setItem(`stellwerk.${name}`, value);
  } catch { /* it holds until the page is closed */ }
}
