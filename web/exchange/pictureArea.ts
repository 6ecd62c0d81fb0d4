/** Where the picture itself lies within its player's parent, px: a player that contains leaves bars, one that covers cuts. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Undefined until there is a picture. */
export function pictureArea(video: HTMLVideoElement): Area | undefined {
  const { videoWidth, videoHeight, clientWidth, clientHeight, offsetLeft, offsetTop } = video;
  if (videoWidth === 0 || clientWidth === 0) return undefined;
  return areaOf({ width: videoWidth, height: videoHeight }, { left: offsetLeft, top: offsetTop, width: clientWidth, height: clientHeight }, getComputedStyle(video).objectFit === 'cover');
}

export function areaOf(picture: { width: number; height: number }, player: Area, covers: boolean): Area {
  const scales = [player.width / picture.width, player.height / picture.height];
  const scale = covers ? Math.max(...scales) : Math.min(...scales);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { left: player.left + (player.width - width) / 2, top: player.top + (player.height - height) / 2, width, height };
}

/** The place on the picture under a pointer, as shares of its size; undefined beside it. */
export function placeOn(area: Area, x: number, y: number): readonly [number, number] | undefined {
  const place = [(x - area.left) / area.width, (y - area.top) / area.height] as const;
  return place.every((share) => share >= 0 && share <= 1) ? place : undefined;
}
