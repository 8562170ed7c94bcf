/** The client of Herald: {@link io.herald.client.HeraldClient}. */
package io.herald.client;
