/** How a client connects: its tokens and its retries. */
package io.herald.client.connection;
