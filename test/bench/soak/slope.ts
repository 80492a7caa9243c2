import { medianOf } from "../load.ts";

/**
 * The slope of a line through the points that single outliers don't tilt: the median of the slopes between all pairs
 * (Theil and Sen). A garbage collection that comes late lifts some points, not the trend. NaN of fewer than two points.
 */
export function trendOf(points: readonly (readonly [x: number, y: number])[]): number {
  return medianOf(
    points.flatMap(([x, y], index) =>
      points.slice(index + 1).flatMap(([laterX, laterY]) => (laterX > x ? [(laterY - y) / (laterX - x)] : [])),
    ),
  );
}
