/** Returns the notification of the form, without empty fields. The service validates it. */
export function notificationOf(form) {
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  const { target, users, room, type, title, body, category, link, critical, deliverAt, ttl, collapseKey } = values;
  const escalate = nonEmpty({ after: values['escalate.after'], webhook: values['escalate.webhook'] });
  return nonEmpty({
    to: { users: { users: users.split(/[\s,;]+/).filter(Boolean) }, room: { room }, everyone: { everyone: true } }[target],
    type, title, body, category, link, ttl, collapseKey,
    critical: critical === 'on' || undefined,
    deliverAt: deliverAt && new Date(deliverAt).toISOString(),
    escalate: Object.keys(escalate).length > 0 ? escalate : undefined,
  });
}

function nonEmpty(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}
