/** Notifications and events, and the answers to them. */
package io.herald.client.publish;
