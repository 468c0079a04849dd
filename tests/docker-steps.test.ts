import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { commands } from "../cli/commands.js";
import { notifySettings } from "../runtime/live/watch/settings.js";
import { root } from "./sage.js";

const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

/** As much of a compose file as ours uses; nothing else may be in it. */
const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  tmpfs: z.array(z.string()).optional(),
  restart: z.literal("unless-stopped"),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal("service_healthy") })).optional(),
  environment: z.record(z.string(), z.string()),
  command: z.array(z.string()).optional(),
  stop_grace_period: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({
        test: z.array(z.string()),
        interval: z.string(),
        timeout: z.string(),
        retries: z.number().optional(),
        start_period: z.string().optional(),
      }),
    ])
    .optional(),
  // Only to this machine: whoever wants more puts a proxy with TLS in front.
  ports: z.array(z.string().startsWith("127.0.0.1:")).optional(),
  secrets: z.array(z.string()),
  volumes: z.array(z.string()),
});
const composeSchema = z.strictObject({
  name: z.string(),
  "x-sage": z.unknown(),
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});
const compose = composeSchema.parse(parse(textOf("compose.yaml"), { merge: true }));
const services = Object.entries(compose.services);

test("each name that a service uses is there", () => {
  for (const [name, service] of services) {
    for (const secret of service.secrets) expect(compose.secrets, name).toHaveProperty(secret);
    for (const volume of service.volumes.filter((one) => !one.startsWith(".")))
      expect(compose.volumes, name).toHaveProperty(volume.split(":")[0] ?? "");
    for (const other of Object.keys(service.depends_on ?? {}))
      expect(compose.services[other]?.healthcheck, name).toHaveProperty("test");
    for (const [setting, value] of Object.entries(service.environment).filter(([one]) =>
      one.endsWith("_FILE"),
    ))
      expect(value, `${name} ${setting}`).toMatch(/^\/run\/secrets\/|^\$\{/);
  }
});

test("our services run without rights, on a tree they cannot write, and call commands that there are", () => {
  const ours = services.filter(([, { image }]) => image === "nailsage");
  expect(ours.map(([name]) => name)).toContain("live");
  for (const [name, service] of ours) {
    const { user, read_only, cap_drop, security_opt } = service;
    expect({ user, read_only, cap_drop, security_opt }, name).toEqual({
      user: "node",
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    expect(Object.keys(commands), name).toContain(service.command?.[0]);
  }
});

test("no secret is written down, and each setting is one that is read", () => {
  expect(textOf("compose.yaml")).not.toMatch(/\/\/[^\s/@:]+:[^\s/@]+@|PASSWORD:/);
  const settings = [
    ...Object.keys(compose.services["live"]?.environment ?? {}),
    ...[...textOf(".env.example").matchAll(/^#? ?(SAGE_\w+)=/gm)].map(([, name = ""]) => name),
  ].filter((name) => name.startsWith("SAGE_NOTIFY_"));
  expect(settings.length).toBeGreaterThan(8);
  for (const name of settings) expect(Object.keys(notifySettings)).toContain(name.replace(/_FILE$/, ""));
});

test("what the image copies is in the project", () => {
  const copies = [...textOf("Dockerfile").matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(
    ([, path = ""]) => path,
  );
  expect(copies).toContain("dist");
  const made = new Set(["node_modules", "dist", "kernels/build"]);
  for (const path of copies.filter((one) => !made.has(one)))
    expect(existsSync(join(root, path)), path).toBe(true);
});

// Slow: it installs and builds everything anew. Needs root, to become somebody without rights.
test.skipIf(process.env["NAILSAGE_LONG"] === undefined || process.getuid?.() !== 0)(
  "the image's steps give a program that runs without rights on a read-only tree",
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "tests/docker-steps.mjs")], {
      encoding: "utf8",
    });
    expect(status, stdout + stderr).toBe(0);
  },
  1_800_000,
);
