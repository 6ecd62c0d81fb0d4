/** Where devices hand in their pieces, by the tus protocol. */
export const PIECE_UPLOADS_PATH = '/api/pieces/uploads';
