/** What the form says, as the service wants it: what was left empty is left out, and nothing is checked that the service checks. */
export function notificationOf(form) {
  const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  const { target, users, room, type, title, body, category, link, critical, deliverAt, ttl, collapseKey } = given;
  const escalate = some({ after: given['escalate.after'], webhook: given['escalate.webhook'] });
  return some({
    to: { users: { users: users.split(/[\s,;]+/).filter(Boolean) }, room: { room }, everyone: { everyone: true } }[target],
    type, title, body, category, link, ttl, collapseKey,
    critical: critical === 'on' || undefined,
    deliverAt: deliverAt && new Date(deliverAt).toISOString(),
    escalate: Object.keys(escalate).length > 0 ? escalate : undefined,
  });
}

function some(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}
