/** Modules that are beside the built ones, and are loaded on first use. */
declare module '*/herald-push.js';
declare module '*/herald-inbox.js';
declare module '*/herald-inbox-view.js';
declare module '*/herald-inbox-settings.js';
declare module '*/herald-inbox-de.js';
