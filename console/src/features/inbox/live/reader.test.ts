import { expect, test, vi } from "vitest";
import { Reader } from "./reader";

function gated() {
  const started: string[] = [];
  const open: (() => void)[] = [];
  const read = (key: string) => {
    started.push(key);
    return new Promise<void>((done) => open.push(done));
  };
  return {
    started,
    read,
    finish: async () => {
      open.shift()?.();
      await new Promise((done) => setTimeout(done));
    },
  };
}

test("the first note reads at once; a burst during the read is one more read", async () => {
  const { started, read, finish } = gated();
  const reader = new Reader({ read, flood: () => Promise.resolve() });
  reader.changed("a");
  expect(started).toEqual(["a"]);
  for (let note = 0; note < 20; note += 1) reader.changed("a");
  await finish();
  expect(started).toEqual(["a", "a"]);
  await finish();
  expect(started).toEqual(["a", "a"]);
});

test("different things are read side by side, up to a limit", async () => {
  const { started, read, finish } = gated();
  const reader = new Reader({ read, flood: () => Promise.resolve(), atOnce: 2 });
  for (const key of ["a", "b", "c"]) reader.changed(key);
  expect(started).toEqual(["a", "b"]);
  await finish();
  expect(started).toEqual(["a", "b", "c"]);
});

test("a flood is one read of everything", async () => {
  const { started, read } = gated();
  const flood = vi.fn(() => Promise.resolve());
  const reader = new Reader({ read, flood, atOnce: 1, most: 5 });
  for (let key = 0; key < 50; key += 1) reader.changed(String(key));
  await new Promise((done) => setTimeout(done));
  expect(flood.mock.calls.length).toBeGreaterThan(0);
  expect(started.length).toBeLessThan(10);
});

test("a failed read does not stop later ones", async () => {
  const read = vi.fn().mockRejectedValueOnce(new Error("offline")).mockResolvedValue(undefined);
  const reader = new Reader({ read, flood: () => Promise.resolve() });
  reader.changed("a");
  await new Promise((done) => setTimeout(done));
  reader.changed("a");
  await new Promise((done) => setTimeout(done));
  expect(read).toHaveBeenCalledTimes(2);
});
