/** The tables, indexes, triggers and views that exist after the migrations, each with the migration that creates it. */
export function objectsOf(migrations) {
  const objects = new Map();
  for (const { name: migration, sql } of migrations) {
    const code = sql.replace(/--[^\n]*/g, "");
    for (const [, verb, type, name] of code.matchAll(/\b(CREATE|DROP) (?:UNIQUE )?(TABLE|INDEX|TRIGGER|VIEW) (?:IF (?:NOT )?EXISTS )?(\w+)/g)) {
      if (verb === "CREATE") objects.set(name, { type: type.toLowerCase(), name, migration });
      else objects.delete(name);
    }
  }
  return [...objects.values()];
}
