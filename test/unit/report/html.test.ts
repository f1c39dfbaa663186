import { describe, expect, it } from "vitest";
import { escapeHtml, escapeScript, html, jsonForScript } from "../../../src/report/html.ts";
import { hostileName } from "../../support/sample-result.ts";

describe("html", () => {
  it("escapes inserted text and joins inserted markup", () => {
    const item = html`<li>${"a < b & c"}</li>`;
    expect(html`<ul title="${'"'}">${[item, item]}${null}${false}</ul>`.markup).toBe(
      '<ul title="&#34;"><li>a &#60; b &#38; c</li><li>a &#60; b &#38; c</li></ul>',
    );
  });

  it("leaves no character of a hostile name that means something", () => {
    expect(escapeHtml(hostileName)).not.toMatch(/[<>"']/);
  });

  it("never writes a number that is not finite", () => {
    expect(html`${Number.NaN}`.markup).toBe("n/a");
  });
});

describe("scripts", () => {
  it("cannot be closed or commented from inside", () => {
    expect(escapeScript('a = "</script>"; b = "<!--"; c = "</SCRIPT >"')).not.toMatch(/<\/script|<!--/i);
  });

  it("keep their JSON data", () => {
    const text = jsonForScript({ name: hostileName });
    expect(text).not.toContain("<");
    expect(JSON.parse(text)).toEqual({ name: hostileName });
  });
});
