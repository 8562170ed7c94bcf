/** Verifies the webhooks that the service sends. */
package io.herald.client.webhook;
