/** A proxy or a port for management may close these pages. An instance that is not ready answers 503. */
const isOpen = ({ ok, status }) => ok || status === 503;

/** Shows the links to the pages of the service that are reachable from this page. */
export async function showServiceLinks() {
  for (const link of document.querySelectorAll('.service-links a')) {
    link.hidden = !(await fetch(link.href, { method: 'HEAD' }).then(isOpen, () => false));
  }
}
