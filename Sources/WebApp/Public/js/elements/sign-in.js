import { api } from "../lib/api.js";
import { announce, copy } from "../lib/dom.js";
import { pick } from "../lib/words.js";

/** The door. Announces `signed-in`. */
class SignIn extends HTMLElement {
  #wait = null;

  connectedCallback() {
    this.replaceChildren(copy("sign-in"));
    this.querySelector("#enter-host").textContent = location.host;
    this.querySelector("form").addEventListener("submit", this.#submit);
    this.#field("name").focus();
  }

  disconnectedCallback() { clearInterval(this.#wait); }

  /** Says why one stands here, for instance that a link was used. */
  explain(text) { this.#hint(text); }

  #field(name) { return this.querySelector(`[name=${name}]`); }
  get #button() { return this.querySelector(".enter__go"); }

  #submit = async (event) => {
    event.preventDefault();
    const name = this.#field("name").value.trim(), password = this.#field("password").value;
    if (!name || !password) {
      this.#hint(pick("Name and password are both needed.", "Name und Passwort sind beide nötig."));
      this.#field(name ? "password" : "name").focus();
      return;
    }
    this.#button.disabled = true;
    try {
      await api.post("/session", { name, password });
      announce(this, "signed-in");
    } catch (error) {
      this.#refused(error);
    }
  };

  #refused(error) {
    this.#button.disabled = false;
    if (error.retryAfter) { this.#brake(error.retryAfter); return; }
    this.#hint(error.code === "sign_in_refused" ? pick("Name or password is wrong.", "Name oder Passwort stimmt nicht.")
      : [error.message, error.advice].filter(Boolean).join(" "), error.code === "sign_in_refused");
    this.#field("password").select();
  }

  /** Brakes are said in words, and the button comes back by itself. */
  #brake(seconds) {
    let left = seconds;
    const tell = () => {
      this.#button.disabled = left > 0;
      this.#hint(left > 0 ? pick(`Too many tries. Next try in ${left} s.`, `Zu viele Versuche. Nächster Versuch in ${left} s.`) : "");
      if (left <= 0) clearInterval(this.#wait);
      left -= 1;
    };
    clearInterval(this.#wait);
    tell();
    this.#wait = setInterval(tell, 1000);
  }

  #hint(text, isWrong = false) {
    this.querySelector("#enter-hint").textContent = text;
    for (const name of ["name", "password"]) this.#field(name).toggleAttribute("aria-invalid", isWrong);
    if (isWrong) this.#field("password").setAttribute("aria-invalid", "true");
  }
}

customElements.define("sign-in", SignIn);
