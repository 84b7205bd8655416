/** Topic filters of MQTT 3.1.1 §4.7, compared with one another. It knows no topic by name. */

/** Whether everything that `asked` can match is matched by `granted` too. Neither is asked whether it is well formed. */
export const covers = (granted: string, asked: string): boolean => {
  const given = granted.split('/');
  const wanted = asked.split('/');
  // §4.7.2: a wildcard at the first level matches nothing of the broker's own.
  if (asked.startsWith('$') && /^[+#]/.test(granted)) return false;
  for (const [index, level] of given.entries()) {
    if (level === '#') return true;
    const other = wanted[index];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return given.length === wanted.length;
};
