import { RunError } from "../engine/error.js";
import type { Database } from "./database.js";

/** Raised whenever the tables change. */
const tablesVersion = 1;
/** Content and results that nobody has asked for are kept so long. */
const keepDays = 30;

/** Sent as one text, which PostgreSQL does as one transaction. */
const definition = `
select pg_advisory_xact_lock(hashtext('nailsage tables'));
create schema if not exists sage;
create table if not exists sage.version (version int primary key);
insert into sage.version select ${tablesVersion} where not exists (select 1 from sage.version);
create table if not exists sage.blobs (
  hash text primary key, bytes bigint not null, complete boolean not null default false,
  used timestamptz not null default now());
create table if not exists sage.chunks (
  hash text not null references sage.blobs on delete cascade, number int not null, content bytea not null,
  primary key (hash, number));
create table if not exists sage.setups (
  hash text primary key, kind text not null, body bytea not null, used timestamptz not null default now());
create table if not exists sage.items (
  key text primary key, setup text not null, task bytea not null, used timestamptz not null default now());
create table if not exists sage.results (
  key text primary key, failed boolean not null, body bytea not null, hash text not null, worker text not null,
  made timestamptz not null default now());
create table if not exists sage.batches (
  id text primary key, program text not null, items int not null, over boolean not null default false,
  made timestamptz not null default now());
create table if not exists sage.workers (
  id text primary key, program text not null, host text not null, seats int not null, jobs uuid[] not null default '{}',
  seen timestamptz not null default now());
`;

/** Makes the tables where they are not there. @throws RunError SAGE8414 where another version has made them */
export async function prepareTables(database: Database): Promise<void> {
  const [there] = await database.query("select to_regclass('sage.version') is not null as there");
  if (there?.["there"] !== true) await database.query(definition);
  const [row] = await database.query("select version from sage.version");
  const version = Number(row?.["version"]);
  if (version === tablesVersion) return;
  throw new RunError(
    "SAGE8414",
    `The tables in ${database.shown} were made by another version of NailSage (form ${version}, this one has ${tablesVersion}).`,
    "Use one version everywhere, or another database.",
  );
}

/** Drops what nobody has used for long. */
export async function sweepTables(database: Database): Promise<void> {
  const old = `now() - interval '${keepDays} days'`;
  for (const table of ["blobs", "setups", "items"])
    await database.query(`delete from sage.${table} where used < ${old}`);
  await database.query(`delete from sage.results where made < ${old}`);
  await database.query(`delete from sage.batches where made < ${old}`);
  await database.query("delete from sage.workers where seen < now() - interval '1 day'");
}
