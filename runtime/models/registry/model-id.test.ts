import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalJson, hashOf } from "./canonical.js";
import { createModelId, parseModelId } from "./model-id.js";

test("an id says what was meant, when it was made, and is like no other", () => {
  const intent = "6c0021f7c80914ab0123456789abcdef0123456789abcdef0123456789abcdef";
  const id = createModelId(intent, new Date("2025-01-18T10:30:45.999Z"), Uint8Array.of(0xa3, 0x09, 0xc2));
  expect(id).toBe("6c0021f7c80914ab_20250118_103045_a309c2");
  expect(id).toHaveLength(39);
  expect(parseModelId(id)).toEqual({
    kind: "hybrid",
    family: "6c0021f7c80914ab",
    created: Date.UTC(2025, 0, 18, 10, 30, 45),
    random: "a309c2",
  });
  expect(createModelId(intent, new Date(0))).not.toBe(createModelId(intent, new Date(0)));
});

test("ids of the Python platform are read: hybrid ones, and the random ones of before", () => {
  expect(parseModelId("b5e6690e5be8f6f0_20250131_235959_00ff10")).toMatchObject({
    family: "b5e6690e5be8f6f0",
  });
  const uuid = "1b4e28ba-2fa1-4d11-883f-0016d3cca427";
  expect(parseModelId(uuid)).toEqual({ kind: "legacy", uuid });
});

test.each([
  "",
  "model",
  "6c0021f7c80914ab",
  "6c0021f7c80914ab_20250231_103045_a309c2",
  "6c0021f7c80914ab_20250118_250000_a309c2",
  "6C0021F7C80914AB_20250118_103045_a309c2",
  "6c0021f7c80914ab_20250118_103045_a309c2x",
  "../../6c0021f7c80914ab_20250118_103045_a309c2",
  "1b4e28ba-2fa1-1d11-883f-0016d3cca427",
])("%s is no id", (text) => expect(parseModelId(text)).toBeNull());

test("one value has one spelling", () => {
  // The example of RFC 8785, section 3.2.3, without the string.
  const numbers = [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 1e-27];
  expect(canonicalJson({ numbers, literals: [null, true, false] })).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  );
  expect(canonicalJson({ b: { d: 1, c: undefined }, a: [{ z: 1, y: 2 }] })).toBe(
    '{"a":[{"y":2,"z":1}],"b":{"d":1}}',
  );
  const written = '{"a":1,"b":"é"}';
  expect(hashOf({ b: "é", a: 1 })).toBe(createHash("sha256").update(written).digest("hex"));
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(RangeError);
});
