import { SqlError } from "../contracts.ts";

/** A name as Snowflake prints it: quoted only where it must be. */
export function printName(name: string): string {
  return /^[A-Z_][A-Z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** `DB.SCHEMA.T`, each part quoted where it must be. */
export function printPath(parts: readonly string[]): string {
  return parts.map(printName).join(".");
}

/** 002003: what a query, DDL or DESCRIBE names is not there or may not be seen; the two are never told apart. */
export function notFound(kind: string, parts: readonly string[]): SqlError {
  const text = `${kind} '${printPath(parts)}' does not exist or not authorized.`;
  return new SqlError("002003", "42S02", `SQL compilation error:\n${text}`);
}

/** 002043: the scope of a SHOW, or the object of USE or DROP, is not there or may not be seen. */
export function noObject(): SqlError {
  const text = "Object does not exist, or operation cannot be performed.";
  return new SqlError("002043", "02000", `SQL compilation error:\n${text}`);
}

export function alreadyExists(parts: readonly string[]): SqlError {
  return new SqlError("002002", "42710", `SQL compilation error:\nObject '${printPath(parts)}' already exists.`);
}

export function invalidIdentifier(name: string): SqlError {
  const text = `error line 1 at position 0\ninvalid identifier '${printName(name)}'`;
  return new SqlError("000904", "42000", `SQL compilation error: ${text}`);
}

export function insufficientPrivileges(kind: string, name: string): SqlError {
  const text = `Insufficient privileges to operate on ${kind.toLowerCase()} '${name}'.`;
  return new SqlError("003001", "42501", `SQL access control error:\n${text}`);
}

export function noWarehouse(): SqlError {
  const text =
    "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.";
  return new SqlError("000606", "57P03", text);
}

export function noCurrentDatabase(action: string): SqlError {
  const text = `Cannot perform ${action}. This session does not have a current database.`;
  return new SqlError("090105", "22000", `${text} Call 'USE DATABASE', or use a qualified name.`);
}

export function noCurrentSchema(action: string): SqlError {
  const text = `Cannot perform ${action}. This session does not have a current schema.`;
  return new SqlError("090106", "22000", `${text} Call 'USE SCHEMA', or use a qualified name.`);
}

/** A compilation error without a more special class. */
export function compilationError(code: string, sqlState: string, text: string): SqlError {
  return new SqlError(code, sqlState, `SQL compilation error:\n${text}`);
}
