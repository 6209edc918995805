// Fills the messages' templates, which stand in tests/messages.json. They are imported by name there, so that the bundle
// holds only those that are used.

export function filled(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (_, placeholder: string) => {
    const value = values[placeholder];
    if (value === undefined) throw new Error(`no value for ${placeholder} in: ${template}`);
    return String(value);
  });
}
