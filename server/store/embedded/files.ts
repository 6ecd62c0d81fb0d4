/** The files of a store in its data folder. */
export const STORE_FILE = 'store.sqlite';
export const LOCK_FILE = 'store.lock';
export const SOCKET_FILE = 'store.sock';
